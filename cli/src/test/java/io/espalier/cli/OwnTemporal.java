package io.espalier.cli;

import io.espalier.parts.RealParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A Temporal server of one test, which it can kill: the program that {@code
 * ESPALIER_TEST_TEMPORAL_SERVER} names, over a file of its own.
 */
final class OwnTemporal implements AutoCloseable {
  private static final Path SCRIPTS = Path.of("..", ".ci").toAbsolutePath().normalize();

  private final String program;
  private final Path folder;
  private final String host;
  private final String port;
  private Process server;

  OwnTemporal(Path folder) throws IOException {
    this(folder, "127.0.0.1");
  }

  /** At another address of this machine. */
  OwnTemporal(Path folder, String host) throws IOException {
    program = RealParts.named("ESPALIER_TEST_TEMPORAL_SERVER", "the server's program");
    this.folder = folder;
    this.host = host;
    Process free = new ProcessBuilder(SCRIPTS.resolve("free-port").toString(), "20").start();
    port = new String(free.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    server = started();
  }

  private Process started() throws IOException {
    ProcessBuilder start =
        new ProcessBuilder(
            SCRIPTS.resolve("temporal").resolve("start").toString(),
            program,
            folder.toString(),
            port);
    start.environment().put("ADDRESS", host);
    return start.inheritIO().start();
  }

  String address() {
    return host + ":" + port;
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
