package io.espalier.cli.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.order.FsckOrder;
import io.espalier.service.answer.ListAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Live;
import io.espalier.service.query.run.ListQuery;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody else on the port that {@code owner.json} names, who may have heard all that was said.
 */
class StrangerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path home;

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private Store store;
  private OwnerServer server;
  private OwnerInfo owner;
  private ServerSocket port;

  @BeforeEach
  void serve() throws IOException {
    store = Stores.own(home, "espalier test");
    server = OwnerServer.start(home, store, Live.NONE, () -> {}, "espalier test");
    owner = server.info();
    port = new ServerSocket(0, 50, Listener.LOOPBACK);
  }

  @AfterEach
  void close() throws IOException {
    ended.countDown();
    port.close();
    server.close();
    store.close();
  }

  @Test
  void whoRelaysIsBelievedOnlyAsLongAsNothingIsChanged() {
    beStranger(request -> tell(owner.port(), request));
    assertThat(OwnerClient.find(home)).isPresent();
    assertThat(store(home).ask(ListQuery.QUERY, Arguments.NONE))
        .isEqualTo(new ListAnswer(List.of(), null));
    beStranger(request -> tell(owner.port(), request).replace("\"pid\"", "\"pie\""));
    assertThat(OwnerClient.find(home)).as("another body").isEmpty();
    beStranger(request -> tell(owner.port(), request.replace("/hello", "/v1/list")));
    assertThat(OwnerClient.find(home)).as("another question").isEmpty();
  }

  @Test
  void theSecretIsInNoByteThatTheClientSends() {
    beStranger(request -> tell(owner.port(), request));
    assertThat(store(home).ask(ListQuery.QUERY, Arguments.NONE).runs()).isEmpty();
    assertThat(heard)
        .hasSize(2)
        .allSatisfy(bytes -> assertThat(bytes).doesNotContainIgnoringCase(owner.secret()));
  }

  @Test
  void whoRepeatsWhatAnOwnerSaidBeforeItWasKilledIsNotBelieved() {
    List<String> said = new CopyOnWriteArrayList<>();
    beStranger(
        request -> {
          said.add(tell(owner.port(), request));
          return said.get(said.size() - 1);
        });
    assertThat(store(home).ask(ListQuery.QUERY, Arguments.NONE).runs()).isEmpty();
    server.close();
    store.close();

    beStranger(request -> request.contains("/hello") ? said.get(0) : said.get(1));

    assertThat(OwnerClient.find(home)).isEmpty();
    assertThat(store(home).ask(ListQuery.QUERY, Arguments.NONE))
        .as("read from the file itself")
        .isEqualTo(new ListAnswer(List.of(), null));
  }

  @Test
  void aStrangerWhoNeverEndsOrNeverBeginsIsNoOwner() {
    for (String answer :
        List.of(
            "",
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n" + "x".repeat(100_000),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "x".repeat(100_000),
            "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000),
            "x".repeat(100_000))) {
      beStranger(request -> answer);
      assertThat(OwnerClient.find(home)).as("%.60s", answer).isEmpty();
      talk(
          (request, out) -> {
            out.write(answer.getBytes(StandardCharsets.US_ASCII));
            while (!answer.isEmpty()) {
              out.write('x');
            }
            ended.await();
          });
      assertThat(OwnerClient.find(home)).as("%.60s, for ever", answer).isEmpty();
    }
  }

  @Test
  void anOwnerThatLivesButDoesNotAnswerIsNamedAfterTheLimit() {
    talk(
        (request, out) -> {
          if (request.contains("/v1/")) {
            ended.await();
          }
          out.write(tell(owner.port(), request).getBytes(StandardCharsets.UTF_8));
        });
    OwnerClient.Limits limits =
        new OwnerClient.Limits(
            PATIENCE, Duration.ofMillis(20), Duration.ofMillis(60), Duration.ofDays(1));

    CliException busy = refused(limits, client -> client.ask(ListQuery.QUERY, Arguments.NONE));

    assertThat(busy.exitCode()).isEqualTo(4);
    assertThat(busy)
        .hasMessageContaining("(`espalier test`) owns the store and has not answered for")
        .hasMessageEndingWith(": run the command again, or end that process");
    assertThat(heard).filteredOn(request -> request.contains("/hello")).hasSizeGreaterThan(1);
  }

  @Test
  void anOwnerThatStopsInTheMiddleOfAnOrderIsNamedHoweverLongTheOrderMayTake() {
    AtomicInteger hellos = new AtomicInteger();
    talk(
        (request, out) -> {
          if (request.contains("/hello") && hellos.getAndIncrement() == 0) {
            out.write(tell(owner.port(), request).getBytes(StandardCharsets.UTF_8));
          } else if (request.contains("/v1/")) {
            ended.await();
          }
        });
    OwnerClient.Limits limits =
        new OwnerClient.Limits(
            Duration.ofSeconds(5), Duration.ofMillis(20), Duration.ofDays(1), Duration.ofDays(1));

    CliException busy = refused(limits, client -> client.carryOut(FsckOrder.ORDER));

    assertThat(busy).hasMessageContaining("has not answered for");
  }

  private CliException refused(OwnerClient.Limits limits, Consumer<OwnerClient> asked) {
    OwnerClient client = OwnerClient.find(home, limits).orElseThrow();
    return catchThrowableOfType(CliException.class, () -> asked.accept(client));
  }

  /**
   * Answers the port from now on, and has {@code owner.json} name it as a killed owner leaves it.
   */
  private void beStranger(UnaryOperator<String> answers) {
    talk((request, out) -> out.write(answers.apply(request).getBytes(StandardCharsets.UTF_8)));
  }

  private interface Talk {
    void talk(String request, OutputStream out) throws IOException, InterruptedException;
  }

  private void talk(Talk talk) {
    try {
      port.close();
      ServerSocket mine = new ServerSocket(0, 50, Listener.LOOPBACK);
      port = mine;
      heard.clear();
      OwnerFile.write(
          home,
          new OwnerInfo(
              owner.pid(),
              mine.getLocalPort(),
              owner.secret(),
              owner.command(),
              null,
              owner.startedAt()));
      Thread thread = new Thread(() -> answer(mine, talk), "stranger");
      thread.setDaemon(true);
      thread.start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void answer(ServerSocket mine, Talk talk) {
    while (!mine.isClosed()) {
      try {
        Socket client = mine.accept();
        Thread thread = new Thread(() -> answer(client, talk), "stranger's answer");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        // The test has ended.
      }
    }
  }

  private void answer(Socket connection, Talk talk) {
    try (Socket client = connection) {
      String request = head(client);
      heard.add(request);
      talk.talk(request, client.getOutputStream());
    } catch (IOException | InterruptedException e) {
      // The client has heard enough, or the test has ended.
    }
  }

  /** Passes a request on to a port, for its own host name, and gives the whole answer. */
  private static String tell(int to, String request) {
    try (Socket socket = new Socket(Listener.LOOPBACK, to)) {
      String own = request.replaceFirst("Host: 127.0.0.1:\\d+", "Host: 127.0.0.1:" + to);
      socket.getOutputStream().write(own.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String head(Socket client) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    var in = TimedInput.of(client, PATIENCE);
    while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.UTF_8);
  }

  private static HomeStore store(Path home) {
    return new HomeStore(home, "espalier test", mended -> {});
  }
}
