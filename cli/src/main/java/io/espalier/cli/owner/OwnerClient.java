package io.espalier.cli.owner;

import io.espalier.cli.access.StoreAccess;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.order.Order;
import io.espalier.cli.owner.Signatures.Signed;
import io.espalier.service.answer.Json;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Query;
import io.espalier.store.text.HumanFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
 * never sent, and an answer that is not signed with it is rejected.
 */
public final class OwnerClient implements StoreAccess.Source {
  /**
   * How long is waited.
   *
   * @param hello the most for the answer to whether the owner lives
   * @param patience after so long without an answer the owner is asked whether it still lives
   * @param answer the most for the answer to a question, of an owner that lives
   * @param order the most for an order, such as one that reads every stored byte
   */
  record Limits(Duration hello, Duration patience, Duration answer, Duration order) {}

  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofDays(365));

  /** From its first byte on an answer is complete but for the way through the kernel. */
  private static final Duration TRANSFER = Duration.ofMinutes(1);

  private static final String HELLO = "/hello";
  private static final int MAX_HELLO = 1 << 10;
  private static final int MAX_ANSWER = 256 << 20;

  private final OwnerInfo info;
  private final Limits limits;
  private final Signatures signatures;

  private OwnerClient(OwnerInfo info, Limits limits) {
    this.info = info;
    this.limits = limits;
    this.signatures = new Signatures(info.secret());
  }

  /** The owner of a store, where one is alive and proves that it is the one. */
  public static Optional<OwnerClient> find(Path home) {
    return find(home, LIMITS);
  }

  static Optional<OwnerClient> find(Path home, Limits limits) {
    Optional<OwnerInfo> written = OwnerFile.read(home);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    try {
      OwnerClient client = new OwnerClient(written.get(), limits);
      return client.lives() ? Optional.of(client) : Optional.empty();
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private boolean lives() {
    try {
      return exchange("GET", HELLO, limits.hello(), MAX_HELLO).status() == 200;
    } catch (IOException gone) {
      return false;
    }
  }

  /** Who it is. */
  public OwnerInfo info() {
    return info;
  }

  @Override
  public <T> T ask(Query<T> query, Arguments arguments) {
    String target = "/v1/" + query.name() + encode(arguments);
    return Json.read(send("GET", target, limits.answer()), query.type());
  }

  /** Has the owner carry out an order. */
  <T> T carryOut(Order<T> order) {
    return Json.read(send("POST", "/v1/" + order.name(), limits.order()), order.type());
  }

  /** Asks the owner to cancel a run, the one it walks where null; returns its id. */
  String cancel(@Nullable String runId) {
    String answer =
        send("POST", "/v1/cancel" + encode(Arguments.of("run", runId)), limits.answer());
    return Json.read(answer, OwnerServer.Cancelled.class).runId();
  }

  private String send(String method, String target, Duration limit) {
    try {
      Answer answer = exchange(method, target, limit, MAX_ANSWER);
      if (answer.status() == 200) {
        return answer.json();
      }
      Failed failure = Json.read(answer.json(), Failed.class);
      throw new CliException(failure.exit(), failure.error());
    } catch (SocketTimeoutException e) {
      throw new CliException(
          ExitCode.STORE_BUSY,
          info.describe()
              + " owns the store and "
              + e.getMessage()
              + ": run the command again, or end that process",
          e);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.SOFTWARE,
          info.describe() + " owns the store and stopped answering: run the command again",
          e);
    }
  }

  /** An answer that is signed by the owner. */
  private record Answer(int status, String json) {}

  private Answer exchange(String method, String target, Duration limit, int most)
      throws IOException {
    Signed signed = signatures.sign(method, target, System.currentTimeMillis());
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(
          new InetSocketAddress(Listener.LOOPBACK, info.port()), (int) limits.hello().toMillis());
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
      InputStream in = TimedInput.of(socket, begun(socket, target, limit), TRANSFER);
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

  /**
   * Waits for the first byte of an answer.
   *
   * @throws SocketTimeoutException when the owner does not live any more, or takes too long
   */
  private InputStream begun(Socket socket, String target, Duration limit) throws IOException {
    PushbackInputStream in = new PushbackInputStream(socket.getInputStream());
    long begin = System.nanoTime();
    while (true) {
      Duration left = limit.minusNanos(System.nanoTime() - begin);
      boolean whole = target.equals(HELLO) || left.compareTo(limits.patience()) < 0;
      Duration wait = whole ? left : limits.patience();
      try {
        socket.setSoTimeout((int) Math.max(1, wait.toMillis()));
        int first = in.read();
        if (first < 0) {
          throw new EOFException("the connection ended before an answer");
        }
        in.unread(first);
        return in;
      } catch (SocketTimeoutException late) {
        Duration waited = Duration.ofNanos(System.nanoTime() - begin);
        if (waited.compareTo(limit) >= 0 || target.equals(HELLO) || !lives()) {
          throw new SocketTimeoutException("has not answered for " + HumanFormat.duration(waited));
        }
      }
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
