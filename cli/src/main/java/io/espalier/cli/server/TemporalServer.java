package io.espalier.cli.server;

import io.espalier.run.Payloads;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The Temporal server that walks the runs: one inside this process, which loses its state when it
 * ends, or one that is already there. Nothing else knows which. Safe for use by several threads.
 */
public final class TemporalServer implements AutoCloseable {
  /** Temporal's namespace for everything that Espalier does. */
  public static final String NAMESPACE = "default";

  private static final String EMBEDDED = "embedded";

  private final String description;
  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;
  private final Runnable whenClosed;

  private TemporalServer(String description, WorkflowServiceStubs stubs, Runnable whenClosed) {
    this.description = description;
    this.stubs = stubs;
    this.client = WorkflowClient.newInstance(stubs, Payloads.clientOptions(NAMESPACE));
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
            WorkflowServiceStubsOptions.newBuilder().setChannel(server.getChannel()).build());
    return new TemporalServer(EMBEDDED, stubs, () -> close(server));
  }

  /** Ends calls under way first: closing alone waits 5 s for long polls without an answer. */
  private static void close(TestServer.InProcessTestServer server) {
    server.getChannel().shutdownNow();
    server.close();
  }

  /**
   * Connects to a server that is already there, and registers the namespace where it is missing.
   *
   * @param address {@code HOST:PORT}
   * @param patience how long to wait for the server to answer
   * @throws IllegalArgumentException when the address is none
   * @throws TemporalUnreachableException when nothing answers there in time
   */
  public static TemporalServer connect(String address, Duration patience) {
    if (!address.matches("[^:/\\s]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}")) {
      throw new IllegalArgumentException("temporal: " + address + " (expected: HOST:PORT)");
    }
    TemporalServer server = at(address);
    try {
      server.stubs.connect(patience);
      Namespaces.ensure(server.stubs, NAMESPACE, patience);
      return server;
    } catch (RuntimeException e) {
      server.stubs.shutdownNow();
      throw new TemporalUnreachableException(
          "temporal: no Temporal server answers at "
              + address
              + " within "
              + patience.toSeconds()
              + " s. Start it, or leave --temporal out to use the one inside this process",
          e);
    }
  }

  /** The server at an address, whether it answers or not. */
  static TemporalServer at(String address) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
    return new TemporalServer(address, stubs, () -> {});
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
