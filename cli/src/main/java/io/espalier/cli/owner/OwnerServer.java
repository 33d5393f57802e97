package io.espalier.cli.owner;

import io.espalier.cli.access.Cancelling;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.home.HomeSite;
import io.espalier.cli.order.Order;
import io.espalier.cli.order.Orders;
import io.espalier.cli.owner.Listener.Reply;
import io.espalier.cli.owner.Signatures.Signed;
import io.espalier.service.Queries;
import io.espalier.service.answer.Json;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Find;
import io.espalier.service.query.Live;
import io.espalier.service.query.Query;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The loopback API of the process that owns a store: {@code GET /hello} says that it lives, {@code
 * GET /v1/NAME} answers a query, {@code POST /v1/NAME} carries out an order, {@code POST
 * /v1/cancel} cancels the run. Only requests are answered that are signed with the secret of {@code
 * owner.json}, and every answer is signed too. Listens on 127.0.0.1 only, answers only to that
 * name, and sends no CORS header, so no web page can use it.
 */
public final class OwnerServer implements AutoCloseable {
  /** Stops the run that this process walks. */
  @FunctionalInterface
  public interface Cancel {
    /** Asks the walked run to stop; returns at once. */
    void cancel();
  }

  private final Path home;
  private final Store store;
  private final Live live;
  private final Cancel cancel;
  private final Listener listener;
  private final Signatures signatures;
  private final RequestGate gate;
  private volatile OwnerInfo info;

  private OwnerServer(Path home, Store store, Live live, Cancel cancel, String command)
      throws IOException {
    this.home = home;
    this.store = store;
    this.live = live;
    this.cancel = cancel;
    listener = new Listener(this::answer);
    info =
        new OwnerInfo(
            ProcessHandle.current().pid(),
            listener.port(),
            Signatures.newSecret(),
            command,
            null,
            Instant.now());
    signatures = new Signatures(info.secret());
    gate = new RequestGate(signatures, info.port());
  }

  /** Starts to serve and writes {@code owner.json}. */
  public static OwnerServer start(
      Path home, Store store, Live live, Cancel cancel, String command) {
    try {
      OwnerServer server = new OwnerServer(home, store, live, cancel, command);
      server.listener.start();
      OwnerFile.write(home, server.info);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names the run that this process walks. */
  public void walking(String runId) {
    info = info.walking(runId);
    OwnerFile.write(home, info);
  }

  /** Who this is. */
  public OwnerInfo info() {
    return info;
  }

  private Reply answer(HttpHead request) {
    Signed signed;
    try {
      signed = gate.enter(request);
    } catch (RequestGate.RefusedException e) {
      Failed failure = Failed.refused(e);
      return new Reply(e.status(), Json.write(failure), null);
    }
    int status = 200;
    Object answer;
    try {
      answer = answer(request.method(), request.target());
    } catch (RequestGate.RefusedException e) {
      status = e.status();
      answer = Failed.refused(e);
    } catch (RuntimeException e) {
      Failed failed = Failed.of(e);
      status = failed.status();
      answer = failed;
    }
    String json = Json.write(answer);
    return new Reply(status, json, signatures.answer(signed, status, json));
  }

  private Object answer(String method, String target) throws RequestGate.RefusedException {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Arguments arguments = arguments(mark < 0 ? "" : target.substring(mark + 1));
    String name = path.startsWith("/v1/") ? path.substring(4) : "";
    boolean cancels = name.equals("cancel");
    Query<?> query = Queries.named(name);
    Order<?> order = Orders.named(name);
    if (!cancels && query == null && order == null && !path.equals("/hello")) {
      throw new RequestGate.RefusedException(404, "no such page");
    }
    String expected = cancels || order != null ? "POST" : "GET";
    if (!method.equals(expected)) {
      throw new RequestGate.RefusedException(
          405, "method: " + method + " (expected: " + expected + ")");
    }
    if (cancels) {
      return new Cancelled(cancel(arguments.get("run")));
    }
    if (order != null) {
      return order.carryOut(home, store);
    }
    return query == null
        ? new Hello(info.pid())
        : query.of(HomeSite.view(home, store, info.shown(), live), arguments);
  }

  private String cancel(@Nullable String wanted) {
    String walked = live.runId();
    RunRecord run = Find.run(store, wanted == null ? walked : wanted);
    if (run.runId().equals(walked)) {
      cancel.cancel();
      return run.runId();
    }
    Cancelling.Answer answer = Cancelling.cancelled(store, run);
    if (!answer.tearsDown().isEmpty()) {
      throw CliException.usage(
          "run "
              + run.runId()
              + " is walked by nobody and has to run "
              + String.join(", ", answer.tearsDown())
              + " first (expected: no other run under way; cancel it after that)");
    }
    return answer.runId();
  }

  private static Arguments arguments(String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return new Arguments(values);
  }

  @Override
  public void close() {
    OwnerFile.delete(home, info.secret());
    listener.close();
  }

  /** What {@code /hello} says. */
  record Hello(long pid) {}

  /** Which run was cancelled. */
  record Cancelled(String runId) {}
}
