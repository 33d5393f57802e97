package io.espalier.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.parts.RealParts;
import io.espalier.parts.TestCertificates;
import io.espalier.run.RunClient;
import io.espalier.run.Workers;
import io.espalier.run.slot.TaskSlots;
import io.espalier.state.RunState;
import io.espalier.store.place.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Temporal server that speaks TLS alone and wants to know its clients. */
class TemporalTlsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofSeconds(10);

  @TempDir private static Path folder;
  private static @Nullable Process server;
  private static TestCertificates ours;
  private static TestCertificates others;
  private static String address;

  @BeforeAll
  static void startEncrypted() throws IOException {
    String program = RealParts.named("ESPALIER_TEST_TEMPORAL_SERVER", "path of temporal-server");
    ours = TestCertificates.in(Files.createDirectory(folder.resolve("ours")));
    ours.server("server").client("worker", "RSA").client("team", "EC");
    others = TestCertificates.in(Files.createDirectory(folder.resolve("others")));
    others.client("team", "RSA");
    int port = freePorts();
    address = "localhost:" + port;
    server =
        new ProcessBuilder(
                Path.of("..", ".ci", "temporal", "start").toString(),
                String.valueOf(program),
                folder.resolve("temporal").toString(),
                Integer.toString(port),
                folder.resolve("ours").toString())
            .inheritIO()
            .start();
    TemporalServer.connect(new TemporalAddress(address, "first", team()), PATIENCE).close();
  }

  /** The first of as many as the server takes. */
  private static int freePorts() throws IOException {
    Process process =
        new ProcessBuilder(Path.of("..", ".ci", "free-port").toString(), "20").start();
    return Integer.parseInt(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void aRunIsWalkedInANamespaceOfItsOwn() {
    MemoryRun run = new MemoryRun(MemoryRun.task("a", TemporalServerContract.PLAIN));
    try (TemporalServer temporal =
            TemporalServer.connect(new TemporalAddress(address, "team-a", team()), PATIENCE);
        Workers workers =
            Workers.start(
                temporal.client(), "scope", run, run, List.of("default"), TaskSlots.alone(1))) {
      RunClient client = new RunClient(temporal.client(), "scope");
      client.start("run");
      assertThat(client.result("run").orTimeout(120, TimeUnit.SECONDS).join().state())
          .isEqualTo(RunState.SUCCESS);
      assertThat(temporal.client().getOptions().getNamespace()).isEqualTo("team-a");
      assertThat(workers).isNotNull();
    }
  }

  @Test
  void aServerThatAnotherAuthoritySignedIsNotSpokenTo() {
    TlsFiles wrongRoot = new TlsFiles(others.root(), ours.certificate("team"), ours.key("team"));
    assertThatThrownBy(
            () -> TemporalServer.connect(new TemporalAddress(address, "first", wrongRoot), SHORT))
        .isInstanceOf(TemporalUnreachableException.class)
        .hasMessageStartingWith("temporal: TLS with " + address + " does not come about: ");
  }

  @Test
  void whoShowsNoCertificateOrAStrangersIsNotLetIn() {
    for (TlsFiles tls :
        new TlsFiles[] {
          new TlsFiles(ours.root(), null, null),
          new TlsFiles(ours.root(), others.certificate("team"), others.key("team"))
        }) {
      assertThatThrownBy(
              () -> TemporalServer.connect(new TemporalAddress(address, "first", tls), SHORT))
          .isInstanceOf(TemporalUnreachableException.class)
          .hasMessageContaining(address);
    }
  }

  @Test
  void aFileThatIsNoKeyIsRefusedByName() throws IOException {
    Path none = folder.resolve("none.pem");
    assertThatThrownBy(
            () ->
                TemporalServer.connect(
                    new TemporalAddress(address, "first", new TlsFiles(none, null, null)), SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.pem")
        .hasMessageContaining("expected: readable files in PEM");
  }

  private static TlsFiles team() {
    return new TlsFiles(ours.root(), ours.certificate("team"), ours.key("team"));
  }
}
