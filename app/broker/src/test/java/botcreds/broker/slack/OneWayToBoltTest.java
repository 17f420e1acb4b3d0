package botcreds.broker.slack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.bolt.App;
import com.slack.api.bolt.jakarta_servlet.SlackAppServlet;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneWayToBoltTest {
    private static final JavaClasses SLACK = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("botcreds.broker.slack");

    @Test
    void onlyTheEdgeMakesBoltsServletAndNobodyRunsBoltByHand() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(SlackEdge.class.getName())
                .should()
                .dependOnClassesThat()
                .areAssignableTo(SlackAppServlet.class)
                .check(SLACK);
        noClasses()
                .should()
                .callMethod(App.class, "run", com.slack.api.bolt.request.Request.class)
                .check(SLACK);
    }

    @Test
    void whatTheEdgeHandsOutToBeMountedVerifiesFirst(@TempDir Path directory) throws Exception {
        try (Desk desk = new Desk(directory)) {
            assertThat(desk.edge.servlet()).get().isInstanceOf(EventsServlet.class);
        }
    }
}
