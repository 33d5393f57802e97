package io.espalier.cli.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.cli.CommandLineRun;
import io.espalier.cli.exit.CliException;
import io.espalier.service.answer.ListAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Live;
import io.espalier.service.query.run.ListQuery;
import io.espalier.service.query.run.ShowQuery;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
  void theSecretLiesInAFileThatOnlyThisUserCanRead() throws IOException {
    assertThat(Files.getPosixFilePermissions(home.resolve("owner.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    server.close();
    assertThat(home.resolve("owner.json")).doesNotExist();
  }

  @Test
  void clientsReadThroughTheOwner() {
    assertThat(store(home).ask(ListQuery.QUERY, Arguments.NONE))
        .isEqualTo(new ListAnswer(List.of(), null));
    assertThatThrownBy(() -> store(home).ask(ShowQuery.QUERY, Arguments.NONE))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("holds no run yet");
  }

  @Test
  void errorsHaveTheStatusThatFitsAndSayWhatAndHow() throws IOException {
    assertThat(signed("GET", "/v1/show", host(), ""))
        .startsWith("HTTP/1.1 404")
        .contains("\"kind\" : \"not_found\"")
        .contains("\"exit\" : 2")
        .contains("holds no run yet: start one with `espalier run FILE`");
    assertThat(signed("GET", "/v1/file?digest=xyz", host(), ""))
        .startsWith("HTTP/1.1 400")
        .contains("\"kind\" : \"invalid\"")
        .contains("xyz is not a digest");
    assertThat(signed("GET", "/v1/file", host(), "")).contains("digest: missing");
  }

  @Test
  void nothingThatWritesIsDoneByAskingOnly() throws IOException {
    assertThat(signed("GET", "/v1/fsck", host(), "")).startsWith("HTTP/1.1 405");
    assertThat(signed("GET", "/v1/repair", host(), "")).startsWith("HTTP/1.1 405");
    assertThat(signed("POST", "/v1/fsck", host(), "")).startsWith("HTTP/1.1 200");
    assertThat(signed("POST", "/v1/report", host(), "")).startsWith("HTTP/1.1 405");
  }

  @Test
  void whoHasProvedNothingIsToldNothing() throws IOException {
    assertThat(raw("GET", "/hello", host(), ""))
        .startsWith("HTTP/1.1 401")
        .doesNotContain("x.yaml")
        .doesNotContain(server.info().secret());
    assertThat(raw("GET", "/v1/list", host(), "")).startsWith("HTTP/1.1 401");
    assertThat(raw("GET", "/v1/list", host(), "Authorization: Bearer 00\r\n"))
        .startsWith("HTTP/1.1 401");
    assertThat(raw("POST", "/v1/cancel", host(), "")).startsWith("HTTP/1.1 401");
    assertThat(signed("GET", "/v1/list", host(), "")).startsWith("HTTP/1.1 200");
    assertThat(cancelled).hasValue(0);
  }

  @Test
  void otherHostNamesAreRefusedEvenWithASignature() throws IOException {
    for (String host : List.of("evil.example", "evil.example:" + server.info().port(), "")) {
      assertThat(signed("GET", "/v1/list", host, "")).as(host).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void noWebPageMayReadTheAnswers() throws IOException {
    assertThat(signed("GET", "/v1/list", host(), "Origin: http://evil.example\r\n"))
        .startsWith("HTTP/1.1 200")
        .doesNotContainIgnoringCase("access-control-")
        .containsIgnoringCase("x-content-type-options: nosniff");
  }

  @Test
  void methodsAndPagesThatDoNotExistAreRefused() throws IOException {
    assertThat(signed("GET", "/v1/cancel", host(), "")).startsWith("HTTP/1.1 405");
    assertThat(signed("POST", "/v1/list", host(), "")).startsWith("HTTP/1.1 405");
    assertThat(signed("GET", "/v1/../owner.json", host(), "")).startsWith("HTTP/1.1 404");
    assertThat(signed("GET", "/", host(), "")).startsWith("HTTP/1.1 404");
  }

  @Test
  void aRequestIsAnsweredOnceAndOnlyWhileItIsNew() throws IOException {
    String field = field("GET", "/v1/list", System.currentTimeMillis());
    assertThat(raw("GET", "/v1/list", host(), field)).startsWith("HTTP/1.1 200");
    assertThat(raw("GET", "/v1/list", host(), field)).as("again").startsWith("HTTP/1.1 401");
    String old = field("GET", "/v1/list", System.currentTimeMillis() - 300_000);
    assertThat(raw("GET", "/v1/list", host(), old)).as("old").startsWith("HTTP/1.1 401");
    String other = field("GET", "/v1/list", System.currentTimeMillis());
    assertThat(raw("POST", "/v1/cancel", host(), other)).startsWith("HTTP/1.1 401");
    assertThat(raw("GET", "/v1/list?run=x", host(), other)).startsWith("HTTP/1.1 401");
    assertThat(raw("GET", "/v1/list", host(), other + other)).startsWith("HTTP/1.1 400");
    assertThat(cancelled).hasValue(0);
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
    CliException busy = HomeStore.noAnswer(home, null);
    assertThat(busy.exitCode()).isEqualTo(4);
    assertThat(busy)
        .hasMessageContaining("does not answer, probably " + ProcessHandle.current().pid())
        .hasMessageContaining("run the command again");
    server.close();
    assertThat(HomeStore.noAnswer(home, null)).hasMessageContaining("does not answer: run");
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

  private String field(String method, String target, long millis) {
    Signatures signatures = new Signatures(server.info().secret());
    return "Authorization: " + signatures.sign(method, target, millis).field() + "\r\n";
  }

  private String signed(String method, String target, String host, String headers)
      throws IOException {
    String field = field(method, target, System.currentTimeMillis());
    return raw(method, target, host, field + headers);
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

  private static HomeStore store(Path home) {
    return new HomeStore(home, "espalier test", mended -> {});
  }
}
