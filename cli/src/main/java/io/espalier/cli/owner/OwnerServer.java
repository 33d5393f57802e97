package io.espalier.cli.owner;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.espalier.cli.answer.Json;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.query.Arguments;
import io.espalier.cli.query.Find;
import io.espalier.cli.query.Live;
import io.espalier.cli.query.Queries;
import io.espalier.cli.query.Query;
import io.espalier.cli.query.View;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The loopback API of the process that owns a store: {@code GET /hello} says who it is, {@code GET
 * /v1/NAME} answers a query, {@code POST /v1/cancel} cancels the run. Everything but hello wants
 * the token of {@code owner.json}. Listens on 127.0.0.1 only, answers only to that name, and sends
 * no CORS header, so no web page can use it.
 */
public final class OwnerServer implements AutoCloseable {
  /** Stops the run that this process walks. */
  @FunctionalInterface
  public interface Cancel {
    /** Asks the walked run to stop; returns at once. */
    void cancel();
  }

  private static final InetAddress LOOPBACK = loopback();

  private final Path home;
  private final Store store;
  private final Live live;
  private final Cancel cancel;
  private final HttpServer http;
  private final ExecutorService threads;
  private volatile OwnerInfo info;

  private OwnerServer(Path home, Store store, Live live, Cancel cancel, String command)
      throws IOException {
    this.home = home;
    this.store = store;
    this.live = live;
    this.cancel = cancel;
    http = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "espalier-api");
              thread.setDaemon(true);
              return thread;
            });
    byte[] token = new byte[32];
    new SecureRandom().nextBytes(token);
    info =
        new OwnerInfo(
            UUID.randomUUID().toString(),
            ProcessHandle.current().pid(),
            http.getAddress().getPort(),
            HexFormat.of().formatHex(token),
            command,
            null,
            Instant.now());
    http.setExecutor(threads);
    http.createContext("/", this::handle);
  }

  /** Starts to serve and writes {@code owner.json}. */
  public static OwnerServer start(
      Path home, Store store, Live live, Cancel cancel, String command) {
    try {
      OwnerServer server = new OwnerServer(home, store, live, cancel, command);
      server.http.start();
      OwnerFile.write(home, server.info);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names the run that this process walks. */
  public void walking(String runId) {
    OwnerInfo old = info;
    info =
        new OwnerInfo(
            old.instance(),
            old.pid(),
            old.port(),
            old.token(),
            old.command(),
            runId,
            old.startedAt());
    OwnerFile.write(home, info);
  }

  /** Who this is. */
  public OwnerInfo info() {
    return info;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      Reply reply;
      try {
        reply = reply(exchange);
      } catch (CliException e) {
        reply = new Reply(422, new Failure(String.valueOf(e.getMessage()), e.exitCode()));
      } catch (RuntimeException e) {
        reply = new Reply(500, new Failure(String.valueOf(e.getMessage()), ExitCode.SOFTWARE));
      }
      byte[] body = Json.write(reply.body).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(reply.status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Reply reply(HttpExchange exchange) {
    if (!allowedHost(exchange.getRequestHeaders().getFirst("Host"))) {
      return refuse(403, "this host name is not served");
    }
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (path.equals("/hello") && method.equals("GET")) {
      return new Reply(200, new Hello(info.instance()));
    }
    if (!allowedToken(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return refuse(401, "the token of owner.json is missing or wrong");
    }
    Arguments arguments = arguments(exchange.getRequestURI().getRawQuery());
    if (path.equals("/v1/cancel")) {
      if (!method.equals("POST")) {
        return refuse(405, "cancel wants POST");
      }
      return new Reply(200, new Cancelled(cancel(arguments.get("run"))));
    }
    Query<?> query = path.startsWith("/v1/") ? Queries.named(path.substring(4)) : null;
    if (query == null) {
      return refuse(404, "no such page");
    }
    if (!method.equals("GET")) {
      return refuse(405, "queries want GET");
    }
    return new Reply(200, query.of(new View(home, store, info.shown(), live), arguments));
  }

  private String cancel(@Nullable String wanted) {
    String walked = live.runId();
    RunRecord run = Find.run(store, wanted == null ? walked : wanted);
    if (run.runId().equals(walked)) {
      cancel.cancel();
      return run.runId();
    }
    return Cancelling.recorded(store, run);
  }

  private boolean allowedHost(@Nullable String host) {
    return ("127.0.0.1:" + info.port()).equals(host) || ("localhost:" + info.port()).equals(host);
  }

  private boolean allowedToken(@Nullable String header) {
    return header != null
        && MessageDigest.isEqual(
            header.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + info.token()).getBytes(StandardCharsets.UTF_8));
  }

  private static Arguments arguments(@Nullable String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return new Arguments(values);
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Reply refuse(int status, String why) {
    return new Reply(status, new Failure(why, ExitCode.SOFTWARE));
  }

  @Override
  public void close() {
    OwnerFile.delete(home, info.instance());
    http.stop(0);
    threads.shutdown();
  }

  /** What {@code /hello} says. */
  record Hello(String instance) {}

  /** Which run was cancelled. */
  record Cancelled(String runId) {}

  /** An error, with the exit code that the asking command ends with. */
  record Failure(String error, int exit) {}

  private record Reply(int status, Object body) {}
}
