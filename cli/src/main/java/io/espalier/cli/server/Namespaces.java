package io.espalier.cli.server;

import com.google.protobuf.util.Durations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Namespaces of a Temporal server; a new server has none. */
final class Namespaces {
  private static final long RETENTION_DAYS = 7;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Namespaces() {}

  /** A server that registered a namespace does not work with it yet. */
  static final class NotServedException extends RuntimeException {}

  /**
   * Registers the namespace where it is missing, and waits until the server works with it.
   *
   * @throws NotServedException when it does not in a minute
   */
  static void ensure(WorkflowServiceStubs stubs, String namespace) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!ready(stubs, namespace)) {
      if (System.nanoTime() > end) {
        throw new NotServedException();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** A server that has just begun or has much to do answers late, or that it cannot answer yet. */
  private static boolean ready(WorkflowServiceStubs stubs, String namespace) {
    try {
      if (!exists(stubs, namespace)) {
        register(stubs, namespace);
      }
      return serves(stubs, namespace);
    } catch (StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> false;
        default -> throw e;
      };
    }
  }

  static boolean exists(WorkflowServiceStubs stubs, String namespace) {
    try {
      var unused =
          stubs
              .blockingStub()
              .describeNamespace(
                  DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build());
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private static void register(WorkflowServiceStubs stubs, String namespace) {
    try {
      var unused =
          stubs
              .blockingStub()
              .registerNamespace(
                  RegisterNamespaceRequest.newBuilder()
                      .setNamespace(namespace)
                      .setDescription("Espalier")
                      .setWorkflowExecutionRetentionPeriod(Durations.fromDays(RETENTION_DAYS))
                      .build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  /** A server goes by a cache of namespaces, and knows a new one only after a while. */
  private static boolean serves(WorkflowServiceStubs stubs, String namespace) {
    try {
      var unused =
          stubs
              .blockingStub()
              .describeTaskQueue(
                  DescribeTaskQueueRequest.newBuilder()
                      .setNamespace(namespace)
                      .setTaskQueue(TaskQueue.newBuilder().setName("espalier"))
                      .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                      .build());
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }
}
