package botcreds.broker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The client's jar: an SDK that knows nothing of the command, and a command whose hot part knows nothing of picocli. */
class ClientArchitectureTest {
    private static final JavaClasses CLIENT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("botcreds.client", "botcreds.command");

    @Test
    void arrowsOnlyRunDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("main")
                .definedBy("botcreds.command")
                .layer("cli")
                .definedBy("botcreds.command.cli..")
                .layer("ways in")
                .definedBy(
                        "botcreds.command.exec..",
                        "botcreds.command.install..",
                        "botcreds.command.agent..",
                        "botcreds.command.mcp..")
                .layer("git")
                .definedBy("botcreds.command.git..")
                .layer("grants")
                .definedBy("botcreds.command.grants..")
                .layer("output")
                .definedBy("botcreds.command.output..")
                .layer("config")
                .definedBy("botcreds.command.config..")
                .layer("sdk")
                .definedBy("botcreds.client..")
                .whereLayer("main")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("ways in")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("git")
                .mayOnlyBeAccessedByLayers("main", "cli", "ways in")
                .whereLayer("grants")
                .mayOnlyBeAccessedByLayers("cli", "ways in", "git")
                .whereLayer("output")
                .mayOnlyBeAccessedByLayers("cli", "ways in")
                .check(CLIENT);
    }

    @Test
    void onlyWhatPeopleTypeKnowsPicocliAndNothingKnowsTheSlowHttpClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("botcreds.command.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLIENT);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(CLIENT);
        noClasses()
                .that()
                .resideInAPackage("botcreds.client..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("botcreds.command..")
                .check(CLIENT);
    }
}
