package io.espalier.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that answers, but not yet what it is asked. */
class BusyTemporalServerTest {
  /** Answers that it cannot, each question twice. */
  private static final class Busy extends WorkflowServiceGrpc.WorkflowServiceImplBase {
    private final AtomicInteger namespaces = new AtomicInteger();
    private final AtomicInteger queues = new AtomicInteger();

    private static <T> void answer(
        AtomicInteger asked, Status busy, T answer, StreamObserver<T> to) {
      if (asked.getAndIncrement() < 2) {
        to.onError(busy.asRuntimeException());
      } else {
        to.onNext(answer);
        to.onCompleted();
      }
    }

    @Override
    public void getSystemInfo(GetSystemInfoRequest ask, StreamObserver<GetSystemInfoResponse> to) {
      to.onNext(GetSystemInfoResponse.getDefaultInstance());
      to.onCompleted();
    }

    @Override
    public void describeNamespace(
        DescribeNamespaceRequest ask, StreamObserver<DescribeNamespaceResponse> to) {
      DescribeNamespaceResponse there = DescribeNamespaceResponse.getDefaultInstance();
      answer(namespaces, Status.UNAVAILABLE, there, to);
    }

    @Override
    public void describeTaskQueue(
        DescribeTaskQueueRequest ask, StreamObserver<DescribeTaskQueueResponse> to) {
      DescribeTaskQueueResponse there = DescribeTaskQueueResponse.getDefaultInstance();
      answer(queues, Status.DEADLINE_EXCEEDED, there, to);
    }
  }

  /** It is healthy, when asked for the third time. */
  private static final class Health extends HealthGrpc.HealthImplBase {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public void check(HealthCheckRequest ask, StreamObserver<HealthCheckResponse> to) {
      HealthCheckResponse serves =
          HealthCheckResponse.newBuilder()
              .setStatus(HealthCheckResponse.ServingStatus.SERVING)
              .build();
      Busy.answer(asked, Status.DEADLINE_EXCEEDED, serves, to);
    }
  }

  @Test
  void itIsWaitedFor() throws IOException {
    Busy busy = new Busy();
    Server server =
        ServerBuilder.forPort(0).addService(busy).addService(new Health()).build().start();
    try {
      TemporalAddress address = TemporalAddress.plain("127.0.0.1:" + server.getPort());
      TemporalServer.connect(address, Duration.ofSeconds(60)).close();

      assertThat(busy.namespaces).hasValueGreaterThan(2);
      assertThat(busy.queues).hasValue(3);
    } finally {
      server.shutdownNow();
    }
  }
}
