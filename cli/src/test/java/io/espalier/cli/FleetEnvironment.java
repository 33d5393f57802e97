package io.espalier.cli;

import io.espalier.cli.environment.TestDatabase;
import io.espalier.parts.BucketServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the environment files of a test's machines say; each machine has a cache of its own. */
final class FleetEnvironment {
  private final String text;

  /**
   * Of some parts.
   *
   * @param artifacts what stands at that key
   * @param temporal HOST:PORT
   */
  FleetEnvironment(TestDatabase database, String artifacts, String temporal) {
    text =
        """
        database: {url: "%s"}
        artifacts: %s
        cache: {folder: cache}
        temporal: {target: "%s", namespace: espalier-tests}
        """
            .formatted(database.inSchema(), artifacts, temporal);
  }

  /** A folder as artifacts. */
  static String folder(Path folder) {
    return "{folder: \"" + folder + "\"}";
  }

  /**
   * A new bucket as artifacts.
   *
   * @param folder for the files that hold its keys
   */
  static String bucket(BucketServer server, Path folder) throws IOException {
    return """
        {s3: {endpoint: "%s", region: us-east-1, bucket: %s, path_style: true,
          access_key: {file: "%s"}, secret_key: {file: "%s"}}}
        """
        .strip()
        .formatted(
            server.endpoint(),
            server.bucket(),
            Files.writeString(folder.resolve("access-key"), BucketServer.KEY),
            Files.writeString(folder.resolve("secret-key"), BucketServer.SECRET));
  }

  /** Writes the file of a machine into its home. */
  Path file(Path home) {
    try {
      Files.createDirectories(home);
      return Files.writeString(home.resolve("environment.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
