package io.espalier.cli.server;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A Temporal server, looked at without changing anything.
 *
 * @param version of the server
 * @param namespace whether the namespace is there
 */
public record TemporalLook(String version, boolean namespace) {
  private static final int SECONDS = 10;

  /**
   * What is there.
   *
   * @throws IllegalArgumentException when a file for TLS is not what it should be
   * @throws TemporalUnreachableException when nothing answers there, or not to us
   */
  public static TemporalLook at(TemporalAddress address) {
    try (TemporalServer server = TemporalServer.at(address)) {
      String version =
          server
              .stubs()
              .blockingStub()
              .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
              .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
              .getServerVersion();
      return new TemporalLook(version, Namespaces.exists(server.stubs(), address.namespace()));
    } catch (StatusRuntimeException e) {
      throw TemporalUnreachableException.of(address, Duration.ofSeconds(SECONDS), e);
    }
  }
}
