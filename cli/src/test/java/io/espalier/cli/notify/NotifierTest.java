package io.espalier.cli.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.espalier.cli.exit.CliException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifierTest {
  private static final Notice NOTICE =
      Notice.failing("mnist-20261127-101500", "mnist", "r1.dense.train", "diverged");

  private final CountDownLatch held = new CountDownLatch(1);
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<Integer> answers = new CopyOnWriteArrayList<>();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    held.countDown();
    server.stop(0);
  }

  /** Answers as {@link #answers} says in turn, then well; 0 is no answer. */
  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    received.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
    int status = answers.isEmpty() ? 200 : answers.remove(0);
    if (status == 0) {
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.sendResponseHeaders(Math.max(status, 200), -1);
    exchange.close();
  }

  @Test
  void aNoticeIsPostedAgainUntilItIsTaken() throws IOException {
    answers.addAll(List.of(500, 503));
    try (Notifier notifier = notifier(Map.of("ESPALIER_NOTIFY_TOKEN", "s3cret"), hook())) {
      notifier.tell(NOTICE);
    }
    assertThat(received).hasSize(3).allMatch(text -> text.startsWith("Bearer s3cret {"));
    Map<?, ?> json = new ObjectMapper().readValue(received.get(2).substring(14), Map.class);
    assertThat(json.get("event")).isEqualTo("failing");
    assertThat(json.get("task_id")).isEqualTo("r1.dense.train");
    assertThat(json.get("text"))
        .isEqualTo("Run mnist-20261127-101500: task r1.dense.train failed: diverged");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void oneThatIsNeverTakenIsSaidWithoutTheSecretOfItsAddress() {
    answers.addAll(List.of(404, 404, 404));
    try (Notifier notifier = notifier(Map.of(), hook())) {
      notifier.tell(NOTICE);
    }
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "note: http://127.0.0.1:" + port() + " could not be notified: HTTP 404\n");
  }

  @Test
  void oneThatIsNeverAnsweredKeepsNoOtherFromArriving() throws IOException {
    answers.add(0);
    Path file = folder.resolve("told");
    try (Notifier notifier = notifier(Map.of(), hook(), "cat > " + file)) {
      notifier.tell(NOTICE);
    }
    assertThat(Files.readString(file)).contains("r1.dense.train");
    assertThat(err.toString())
        .contains("could not be notified: no answer yet at the end of the command");
  }

  @Test
  void aCommandGetsJsonAndASentence() throws IOException {
    Path file = folder.resolve("told");
    try (Notifier notifier =
        notifier(Map.of(), "echo \"$ESPALIER_TEXT\" >> " + file + "; cat >> " + file)) {
      notifier.tell(NOTICE);
    }
    assertThat(Files.readString(file))
        .startsWith("Run mnist-20261127-101500: task r1.dense.train failed: diverged\n{")
        .contains("\"event\" : \"failing\"");
  }

  @Test
  void aCommandThatFailsIsTriedAgainAndSaid() throws IOException {
    Path file = folder.resolve("told");
    try (Notifier notifier = notifier(Map.of(), "SECRET=abc; echo x >> " + file + "; exit 3")) {
      notifier.tell(NOTICE);
    }
    assertThat(Files.readAllLines(file)).hasSize(3);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "note: the command of --notify could not be notified: exit code 3\n");
  }

  @Test
  void theVariableStandsForTheOption() {
    try (Notifier notifier =
        Notifier.of(List.of(), Map.of("ESPALIER_NOTIFY", hook()), new PrintWriter(err))) {
      notifier.tell(NOTICE);
    }
    assertThat(received).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "https://", "http://a b/secret", "https:///secret"})
  void whatIsNeitherUrlNorCommandIsRefused(String text) {
    assertThatThrownBy(() -> Recipient.of(text, Map.of()))
        .isInstanceOf(CliException.class)
        .hasMessageStartingWith("--notify: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aTokenIsNeverSentInTheClear() {
    assertThatThrownBy(
            () -> Recipient.of("http://192.0.2.1/x", Map.of("ESPALIER_NOTIFY_TOKEN", "s3cret")))
        .hasMessage(
            "--notify http://192.0.2.1: ESPALIER_NOTIFY_TOKEN would be sent in the clear"
                + " (expected: an address that begins with https://)");
  }

  private String hook() {
    return "http://127.0.0.1:" + port() + "/T0PSECRET";
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private Notifier notifier(Map<String, String> environment, String... to) {
    return new Notifier(
        List.of(to).stream().map(text -> Recipient.of(text, environment)).toList(),
        List.of(Duration.ofMillis(1), Duration.ofMillis(1)),
        Duration.ofSeconds(3),
        new PrintWriter(err));
  }
}
