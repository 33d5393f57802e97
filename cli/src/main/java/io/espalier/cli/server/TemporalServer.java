package io.espalier.cli.server;

import io.espalier.run.payload.Payloads;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Temporal server that walks the runs: one inside this process, which loses its state when it
 * ends, or one that is already there. Nothing else knows which. Safe for use by several threads.
 */
public final class TemporalServer implements AutoCloseable {
  private static final String EMBEDDED = "embedded";

  private final String description;
  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;
  private final Runnable whenClosed;

  private TemporalServer(
      String description, String namespace, WorkflowServiceStubs stubs, Runnable whenClosed) {
    this.description = description;
    this.stubs = stubs;
    this.client = WorkflowClient.newInstance(stubs, Payloads.clientOptions(namespace));
    this.whenClosed = whenClosed;
  }

  /**
   * Starts a server inside this process, reached without any network. Its clock is the real one:
   * time skipping is locked, otherwise a retry delay of five minutes would end at once.
   */
  public static TemporalServer embedded() {
    TestServer.InProcessTestServer server = TestServer.createServer(true);
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setChannel(server.getChannel())
                .setGrpcClientInterceptors(List.of(new CancelGuard()))
                .build());
    return new TemporalServer(EMBEDDED, "default", stubs, () -> close(server));
  }

  /** Ends calls under way first: closing alone waits 5 s for long polls without an answer. */
  private static void close(TestServer.InProcessTestServer server) {
    server.getChannel().shutdownNow();
    server.close();
  }

  /**
   * Connects to a server that is already there, and registers the namespace where it is missing.
   *
   * @param patience how long to wait for the server to answer
   * @throws IllegalArgumentException when a file for TLS is not what it should be
   * @throws TemporalUnreachableException when nothing answers there in time, or TLS does not come
   *     about
   */
  public static TemporalServer connect(TemporalAddress address, Duration patience) {
    TemporalServer server = at(address);
    try {
      server.stubs.connect(patience);
      Namespaces.ensure(server.stubs, address.namespace());
      return server;
    } catch (RuntimeException e) {
      server.stubs.shutdownNow();
      throw TemporalUnreachableException.of(address, patience, e);
    }
  }

  /** The server at an address, whether it answers or not. */
  static TemporalServer at(TemporalAddress address) {
    WorkflowServiceStubsOptions.Builder options =
        WorkflowServiceStubsOptions.newBuilder().setTarget(address.target());
    if (address.tls() != null) {
      options.setSslContext(TemporalTls.of(address.tls()));
    }
    return new TemporalServer(
        address.target(),
        address.namespace(),
        WorkflowServiceStubs.newServiceStubs(options.build()),
        () -> {});
  }

  /** {@code embedded}, or the server's address. */
  public String description() {
    return description;
  }

  /** Whether the server answers now; the one in this process always does. Waits up to 5 s. */
  boolean answers() {
    if (description.equals(EMBEDDED)) {
      return true;
    }
    try {
      var unused =
          stubs
              .blockingStub()
              .withDeadlineAfter(5, TimeUnit.SECONDS)
              .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  /** Temporal's own API. */
  public WorkflowServiceStubs stubs() {
    return stubs;
  }

  /** The client for workflows, with the payload conversion that all of Espalier uses. */
  public WorkflowClient client() {
    return client;
  }

  /** Ends the connection, and the server with it when it is inside this process. */
  @Override
  public void close() {
    // Only long polls of workers that have stopped are still open.
    stubs.shutdownNow();
    stubs.awaitTermination(1, TimeUnit.SECONDS);
    whenClosed.run();
  }
}
