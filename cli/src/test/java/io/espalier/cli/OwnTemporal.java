package io.espalier.cli;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A Temporal server of one test, which it can kill: the program that {@code
 * ESPALIER_TEST_TEMPORAL_SERVER} names, over a file of its own.
 */
final class OwnTemporal implements AutoCloseable {
  private static final @Nullable String SERVER = System.getenv("ESPALIER_TEST_TEMPORAL_SERVER");
  private static final Path SCRIPTS = Path.of("..", ".ci").toAbsolutePath().normalize();

  private final Path folder;
  private final String port;
  private Process server;

  OwnTemporal(Path folder) throws IOException {
    if (SERVER == null && "true".equals(System.getenv("ESPALIER_REQUIRE_REAL_PARTS"))) {
      fail("ESPALIER_TEST_TEMPORAL_SERVER is not set (expected: the server's program)");
    }
    assumeTrue(SERVER != null, "ESPALIER_TEST_TEMPORAL_SERVER is not set: no server to kill");
    this.folder = folder;
    Process free = new ProcessBuilder(SCRIPTS.resolve("free-port").toString(), "20").start();
    port = new String(free.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    server = started();
  }

  private Process started() throws IOException {
    return new ProcessBuilder(
            SCRIPTS.resolve("temporal").resolve("start").toString(),
            String.valueOf(SERVER),
            folder.toString(),
            port)
        .inheritIO()
        .start();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** Ends it without warning. */
  void kill() {
    server.destroyForcibly().onExit().join();
  }

  /** Starts it again, over the same file. */
  void start() throws IOException {
    server = started();
  }

  @Override
  public void close() {
    kill();
  }
}
