package io.espalier.cli.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.espalier.cli.CommandLineRun;
import io.espalier.cli.answer.ListAnswer;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.query.Arguments;
import io.espalier.cli.query.ListQuery;
import io.espalier.cli.query.Live;
import io.espalier.cli.query.ShowQuery;
import io.espalier.store.Store;
import io.espalier.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loopback API over a real, empty store. */
class OwnerServerTest {
  @TempDir private Path home;

  private final AtomicInteger cancelled = new AtomicInteger();
  private Store store;
  private OwnerServer server;

  @BeforeEach
  void serve() {
    store = Stores.own(home, "espalier test");
    server =
        OwnerServer.start(
            home, store, Live.NONE, cancelled::incrementAndGet, "espalier test x.yaml");
  }

  @AfterEach
  void close() {
    server.close();
    store.close();
  }

  @Test
  void theTokenLiesInAFileThatOnlyThisUserCanRead() throws IOException {
    assertThat(Files.getPosixFilePermissions(home.resolve("owner.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    server.close();
    assertThat(home.resolve("owner.json")).doesNotExist();
  }

  @Test
  void clientsReadThroughTheOwner() {
    assertThat(new Reader(home).ask(ListQuery.QUERY, Arguments.NONE))
        .isEqualTo(new ListAnswer(List.of()));
    assertThatThrownBy(() -> new Reader(home).ask(ShowQuery.QUERY, Arguments.NONE))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("holds no run yet");
  }

  @Test
  void helloTellsNothingButWhoItIs() throws IOException {
    String answer = raw("GET", "/hello", host(), "");
    assertThat(answer).startsWith("HTTP/1.1 200").contains(server.info().instance());
    assertThat(answer).doesNotContain(server.info().token()).doesNotContain("x.yaml");
  }

  @Test
  void nothingElseIsToldWithoutTheToken() throws IOException {
    assertThat(raw("GET", "/v1/list", host(), "")).startsWith("HTTP/1.1 401");
    assertThat(raw("GET", "/v1/list", host(), "Authorization: Bearer 00\r\n"))
        .startsWith("HTTP/1.1 401");
    assertThat(raw("POST", "/v1/cancel", host(), "")).startsWith("HTTP/1.1 401");
    assertThat(raw("GET", "/v1/list", host(), bearer())).startsWith("HTTP/1.1 200");
    assertThat(cancelled).hasValue(0);
  }

  @Test
  void otherHostNamesAreRefusedEvenWithTheToken() throws IOException {
    for (String host : List.of("evil.example", "evil.example:" + server.info().port(), "")) {
      assertThat(raw("GET", "/v1/list", host, bearer())).as(host).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void noWebPageMayReadTheAnswers() throws IOException {
    String answer = raw("GET", "/v1/list", host(), bearer() + "Origin: http://evil.example\r\n");
    assertThat(answer)
        .doesNotContainIgnoringCase("access-control-")
        .containsIgnoringCase("x-content-type-options: nosniff");
  }

  @Test
  void methodsAndPagesThatDoNotExistAreRefused() throws IOException {
    assertThat(raw("GET", "/v1/cancel", host(), bearer())).startsWith("HTTP/1.1 405");
    assertThat(raw("POST", "/v1/list", host(), bearer())).startsWith("HTTP/1.1 405");
    assertThat(raw("GET", "/v1/../owner.json", host(), bearer())).startsWith("HTTP/1.1 404");
    assertThat(raw("GET", "/", host(), bearer())).startsWith("HTTP/1.1 404");
  }

  @Test
  void aStrangerOnTheOldPortNeverSeesTheToken() throws IOException {
    OwnerInfo real = server.info();
    List<String> seen = new CopyOnWriteArrayList<>();
    HttpServer stranger =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stranger.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().entrySet());
          byte[] body = "{\"instance\":\"somebody else\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    stranger.start();
    try {
      OwnerFile.write(
          home,
          new OwnerInfo(
              real.instance(),
              real.pid(),
              stranger.getAddress().getPort(),
              real.token(),
              real.command(),
              null,
              real.startedAt()));
      assertThat(OwnerClient.find(home)).isEmpty();
      assertThat(seen).hasSize(1).allMatch(request -> !request.contains(real.token()));
    } finally {
      stranger.stop(0);
    }
  }

  @Test
  void aSecondRunIsToldWhoOwnsTheStore() throws IOException {
    Path file = io.espalier.cli.TinyExperiment.write(home, 1);
    CommandLineRun run = CommandLineRun.of(home, "run", file.toString());
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err())
        .contains("process " + ProcessHandle.current().pid())
        .contains("espalier test x.yaml")
        .contains("espalier cancel");
  }

  @Test
  void anOwnerThatDoesNotAnswerIsNamedAllTheSame() {
    CliException busy = Reader.noAnswer(home, null);
    assertThat(busy.exitCode()).isEqualTo(4);
    assertThat(busy)
        .hasMessageContaining("does not answer, probably " + ProcessHandle.current().pid())
        .hasMessageContaining("run the command again");
    server.close();
    assertThat(Reader.noAnswer(home, null)).hasMessageContaining("does not answer: run");
  }

  @Test
  void fsckSaysThatTheOwnerReadsTheFiles() {
    CommandLineRun fsck = CommandLineRun.of(home, "fsck");
    assertThat(fsck.exitCode()).as(fsck.err()).isZero();
    assertThat(fsck.out()).contains("ok: 0 artifacts");
    assertThat(fsck.err())
        .contains("reads every file: process " + ProcessHandle.current().pid())
        .contains("espalier test x.yaml");
  }

  private String host() {
    return "127.0.0.1:" + server.info().port();
  }

  private String bearer() {
    return "Authorization: Bearer " + server.info().token() + "\r\n";
  }

  /** A request byte by byte: HTTP clients do not let one choose the Host header. */
  private String raw(String method, String path, String host, String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.info().port())) {
      OutputStream out = socket.getOutputStream();
      String request =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nContent-Length: 0\r\nConnection: close\r\n"
              + headers
              + "\r\n";
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
