package io.espalier.cli.owner;

import io.espalier.cli.answer.Json;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.owner.Signatures.Signed;
import io.espalier.cli.query.Arguments;
import io.espalier.cli.query.Query;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the process that owns a store. After a crash its port may be a stranger's: the secret is
 * never sent, and nothing is believed that is not signed with it.
 */
public final class OwnerClient implements Reader.Source {
  private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(2);

  /** No limit that matters: fsck reads every byte, and an owner that dies ends the connection. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofDays(365);

  private static final int MAX_HELLO = 1 << 10;
  private static final int MAX_ANSWER = 256 << 20;

  private final OwnerInfo info;
  private final Signatures signatures;

  private OwnerClient(OwnerInfo info) {
    this.info = info;
    this.signatures = new Signatures(info.secret());
  }

  /** The owner of a store, where one is alive and proves that it is the one. */
  public static Optional<OwnerClient> find(Path home) {
    Optional<OwnerInfo> written = OwnerFile.read(home);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    try {
      OwnerClient client = new OwnerClient(written.get());
      Answer hello = client.exchange("GET", "/hello", HELLO_TIMEOUT, MAX_HELLO);
      return hello.status() == 200 ? Optional.of(client) : Optional.empty();
    } catch (IOException | IllegalArgumentException gone) {
      return Optional.empty();
    }
  }

  /** Who it is. */
  public OwnerInfo info() {
    return info;
  }

  @Override
  public <T> T ask(Query<T> query, Arguments arguments) {
    return Json.read(send("GET", "/v1/" + query.name() + encode(arguments)), query.type());
  }

  /** Asks the owner to cancel a run, the one it walks where null; returns its id. */
  String cancel(@Nullable String runId) {
    String answer = send("POST", "/v1/cancel" + encode(Arguments.of("run", runId)));
    return Json.read(answer, OwnerServer.Cancelled.class).runId();
  }

  private String send(String method, String target) {
    try {
      Answer answer = exchange(method, target, ANSWER_TIMEOUT, MAX_ANSWER);
      if (answer.status() == 200) {
        return answer.json();
      }
      OwnerServer.Failure failure = Json.read(answer.json(), OwnerServer.Failure.class);
      throw new CliException(failure.exit(), failure.error());
    } catch (IOException e) {
      throw new CliException(
          ExitCode.SOFTWARE,
          info.describe() + " owns the store and stopped answering: run the command again",
          e);
    }
  }

  /** What the owner, and nobody else, has said. */
  private record Answer(int status, String json) {}

  private Answer exchange(String method, String target, Duration limit, int most)
      throws IOException {
    Signed signed = signatures.sign(method, target, System.currentTimeMillis());
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(
          new InetSocketAddress(Listener.LOOPBACK, info.port()), (int) HELLO_TIMEOUT.toMillis());
      String request =
          String.join(
              "\r\n",
              method + " " + target + " HTTP/1.1",
              "Host: 127.0.0.1:" + info.port(),
              Signatures.REQUEST_FIELD + ": " + signed.field(),
              "Connection: close",
              "",
              "");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = TimedInput.of(socket, limit);
      HttpHead head = HttpHead.read(in);
      int length = head.length(most);
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new EOFException("the connection ended within an answer");
      }
      String json = new String(body, StandardCharsets.UTF_8);
      if (!signatures.genuine(signed, head.status(), json, head.field(Signatures.ANSWER_FIELD))) {
        throw new ProtocolException("port " + info.port() + " is answered by somebody else");
      }
      return new Answer(head.status(), json);
    }
  }

  private static String encode(Arguments arguments) {
    return arguments.values().isEmpty()
        ? ""
        : new TreeMap<>(arguments.values())
            .entrySet().stream()
                .map(
                    entry ->
                        entry.getKey()
                            + "="
                            + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
  }
}
