package botcreds.broker.outside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The container image as files, so that what drives the broker from outside drives the Java and the layers that are in it: a
 * module that the image's Java lacks is missed there only.
 */
final class UnpackedImage {
    private final Path root;

    private UnpackedImage(Path root) {
        this.root = root;
    }

    static UnpackedImage of(Path image) throws IOException {
        Path root = image.resolveSibling("image-root");
        if (Files.notExists(root) || Files.getLastModifiedTime(root).compareTo(Files.getLastModifiedTime(image)) < 0) {
            unpack(image, Files.createDirectories(root));
        }
        return new UnpackedImage(root);
    }

    private static void unpack(Path image, Path root) throws IOException {
        Map<String, byte[]> parts = new HashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(image))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                parts.put(entry.getName(), tar.readAllBytes());
            }
        }
        JsonNode manifest = new ObjectMapper().readTree(parts.get("manifest.json"));
        for (JsonNode layer : manifest.get(0).path("Layers")) {
            try (InputStream bytes = new GZIPInputStream(new ByteArrayInputStream(parts.get(layer.asText())));
                    TarArchiveInputStream tar = new TarArchiveInputStream(bytes)) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    put(entry, tar, root.resolve(entry.getName()).normalize());
                }
            }
        }
        Files.setLastModifiedTime(root, Files.getLastModifiedTime(image));
    }

    private static void put(TarArchiveEntry entry, InputStream content, Path to) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(to);
        } else if (entry.isSymbolicLink()) {
            Files.deleteIfExists(to);
            Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, to, StandardCopyOption.REPLACE_EXISTING);
            if ((entry.getMode() & 0100) != 0 && !to.toFile().setExecutable(true)) {
                throw new IOException("cannot be made executable: " + to);
            }
        }
    }

    Path java() {
        return root.resolve("opt/java/bin/java");
    }

    /** What follows Java's options: the class path that the image itself names, and the class with the main method. */
    List<String> program() throws IOException {
        String classPath = Files.readString(root.resolve("app/jib-classpath-file"));
        String main = Files.readString(root.resolve("app/jib-main-class-file")).strip();
        return List.of("-cp", classPath.strip().replaceAll("(^|:)/", "$1" + root + "/"), main);
    }
}
