package io.espalier.cli.owner;

import io.espalier.cli.answer.Json;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.query.Arguments;
import io.espalier.cli.query.Query;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the process that owns a store. */
public final class OwnerClient implements Reader.Source {
  private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(2);

  private final OwnerInfo info;
  private final HttpClient http;

  private OwnerClient(OwnerInfo info, HttpClient http) {
    this.info = info;
    this.http = http;
  }

  /**
   * The owner of a store, where one is alive. Its instance id is asked for before anything secret
   * is sent: after a crash the port may be a stranger's.
   */
  public static Optional<OwnerClient> find(Path home) {
    Optional<OwnerInfo> written = OwnerFile.read(home);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    OwnerInfo info = written.get();
    HttpClient http =
        HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(HELLO_TIMEOUT)
            .build();
    try {
      HttpResponse<String> hello =
          http.send(
              HttpRequest.newBuilder(uri(info, "/hello")).timeout(HELLO_TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      boolean same =
          hello.statusCode() == 200
              && info.instance()
                  .equals(Json.read(hello.body(), OwnerServer.Hello.class).instance());
      return same ? Optional.of(new OwnerClient(info, http)) : Optional.empty();
    } catch (IOException | IllegalArgumentException gone) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Who it is. */
  public OwnerInfo info() {
    return info;
  }

  @Override
  public <T> T ask(Query<T> query, Arguments arguments) {
    return Json.read(
        send(HttpRequest.newBuilder(uri(info, "/v1/" + query.name() + encode(arguments))).GET()),
        query.type());
  }

  /** Asks the owner to cancel a run, the one it walks where null; returns its id. */
  String cancel(@Nullable String runId) {
    return Json.read(
            send(
                HttpRequest.newBuilder(uri(info, "/v1/cancel" + encode(Arguments.of("run", runId))))
                    .POST(HttpRequest.BodyPublishers.noBody())),
            OwnerServer.Cancelled.class)
        .runId();
  }

  private String send(HttpRequest.Builder request) {
    try {
      // Without a timeout: fsck reads every byte, and an owner that dies closes the connection.
      HttpResponse<String> response =
          http.send(
              request.header("Authorization", "Bearer " + info.token()).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        return response.body();
      }
      OwnerServer.Failure failure = Json.read(response.body(), OwnerServer.Failure.class);
      throw new CliException(failure.exit(), failure.error());
    } catch (IOException e) {
      throw new CliException(
          ExitCode.SOFTWARE,
          info.describe() + " owns the store and stopped answering: run the command again",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  private static URI uri(OwnerInfo info, String path) {
    return URI.create("http://127.0.0.1:" + info.port() + path);
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
