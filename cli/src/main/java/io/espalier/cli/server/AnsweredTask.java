package io.espalier.cli.server;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A workflow's task of the server in this process, whose answer is known and not sent yet. */
final class AnsweredTask {
  private static final long SECONDS = 10;

  private final Channel server;
  private final RespondWorkflowTaskCompletedRequest answer;

  AnsweredTask(Channel server, RespondWorkflowTaskCompletedRequest answer) {
    this.server = server;
    this.answer = answer;
  }

  /**
   * Whether one of these activities of the workflow has ended, as far as the server knows. False
   * where it does not say, as of a workflow that has been terminated.
   *
   * @param scheduled the events that scheduled them
   */
  boolean hasEnded(Set<Long> scheduled) {
    try {
      WorkflowExecution workflow = workflow();
      Set<String> pending =
          stub()
              .describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(answer.getNamespace())
                      .setExecution(workflow)
                      .build())
              .getPendingActivitiesList()
              .stream()
              .map(PendingActivityInfo::getActivityId)
              .collect(Collectors.toSet());
      // this server gives a history in one piece
      return stub()
          .getWorkflowExecutionHistory(
              GetWorkflowExecutionHistoryRequest.newBuilder()
                  .setNamespace(answer.getNamespace())
                  .setExecution(workflow)
                  .build())
          .getHistory()
          .getEventsList()
          .stream()
          .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
          .filter(event -> scheduled.contains(event.getEventId()))
          .map(event -> event.getActivityTaskScheduledEventAttributes().getActivityId())
          .anyMatch(id -> !pending.contains(id));
    } catch (IOException | StatusRuntimeException e) {
      return false;
    }
  }

  /** Lets the server give the task out again, with all that has happened since. */
  void fail() {
    try {
      var unused =
          stub()
              .respondWorkflowTaskFailed(
                  RespondWorkflowTaskFailedRequest.newBuilder()
                      .setNamespace(answer.getNamespace())
                      .setTaskToken(answer.getTaskToken())
                      .setIdentity(answer.getIdentity())
                      .setCause(
                          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND)
                      .build());
    } catch (StatusRuntimeException e) {
      // The task is over already, or will be when its time is: it is given out again as well.
    }
  }

  /** The answer names it in its token alone: namespace, workflow and run, each as a string. */
  private WorkflowExecution workflow() throws IOException {
    try (DataInputStream token = new DataInputStream(answer.getTaskToken().newInput())) {
      var unused = token.readUTF();
      return WorkflowExecution.newBuilder()
          .setWorkflowId(token.readUTF())
          .setRunId(token.readUTF())
          .build();
    }
  }

  private WorkflowServiceBlockingStub stub() {
    return WorkflowServiceGrpc.newBlockingStub(server).withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }
}
