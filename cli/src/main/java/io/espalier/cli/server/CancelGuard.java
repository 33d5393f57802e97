package io.espalier.cli.server;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a workflow of the server in this process from hanging when one of its activities ends while
 * its task is under way. That server forgets such an activity at once, and tells the workflow with
 * the next task. An answer to the task under way that asks to cancel the activity is refused by it
 * when the task counts as done already: no task of the workflow is ever given out again. A real
 * server takes the answer.
 *
 * <p>Here such an answer does not reach the server. The task fails instead, as it does on every
 * server when a workflow ends without having seen all events, and the server gives it out again
 * with the ending. Activities end either before the server is asked which there are or after it has
 * the answer, since calls take turns: many endings, or one answer that cancels. No turn lasts while
 * workflow code runs, and other calls take none.
 */
final class CancelGuard implements ClientInterceptor {
  private static final String ANSWER =
      WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod().getFullMethodName();
  private static final Set<String> ENDINGS =
      Set.of(
          WorkflowServiceGrpc.getRespondActivityTaskCompletedMethod().getFullMethodName(),
          WorkflowServiceGrpc.getRespondActivityTaskCompletedByIdMethod().getFullMethodName(),
          WorkflowServiceGrpc.getRespondActivityTaskFailedMethod().getFullMethodName(),
          WorkflowServiceGrpc.getRespondActivityTaskFailedByIdMethod().getFullMethodName(),
          WorkflowServiceGrpc.getRespondActivityTaskCanceledMethod().getFullMethodName(),
          WorkflowServiceGrpc.getRespondActivityTaskCanceledByIdMethod().getFullMethodName());

  /** Turns take milliseconds; calls have 10 s, of which some must be left without a turn. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int ALL = Integer.MAX_VALUE;

  /** What a server says to a workflow that ends without having seen all events. */
  private static final Status UNSEEN_EVENTS =
      Status.INVALID_ARGUMENT.withDescription("UnhandledCommand");

  private final Semaphore turns;
  private final Duration patience;

  CancelGuard() {
    this(turns(), PATIENCE);
  }

  /** Waits so long for a turn, and goes on without one. */
  CancelGuard(Semaphore turns, Duration patience) {
    this.turns = turns;
    this.patience = patience;
  }

  /** Fair, so that endings that follow each other do not keep an answer waiting. */
  static Semaphore turns() {
    return new Semaphore(ALL, true);
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel server) {
    ClientCall<Q, A> call = server.newCall(method, options);
    String name = method.getFullMethodName();
    if (name.equals(ANSWER)) {
      return new AnswerCall<>(call, server);
    }
    return ENDINGS.contains(name) ? new EndingCall<>(call) : call;
  }

  private final class EndingCall<Q, A> extends TurnCall<Q, A> {
    EndingCall(ClientCall<Q, A> call) {
      super(call, turns, patience);
    }

    @Override
    @Nullable Status begin(Q message) {
      take(1);
      return null;
    }
  }

  private final class AnswerCall<Q, A> extends TurnCall<Q, A> {
    private final Channel server;

    AnswerCall(ClientCall<Q, A> call, Channel server) {
      super(call, turns, patience);
      this.server = server;
    }

    @Override
    @Nullable Status begin(Q message) {
      RespondWorkflowTaskCompletedRequest answer = (RespondWorkflowTaskCompletedRequest) message;
      Set<Long> cancelled =
          answer.getCommandsList().stream()
              .filter(
                  c -> c.getCommandType() == CommandType.COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK)
              .map(Command::getRequestCancelActivityTaskCommandAttributes)
              .map(c -> c.getScheduledEventId())
              .collect(Collectors.toSet());
      if (cancelled.isEmpty()) {
        return null;
      }
      take(ALL);
      AnsweredTask task = new AnsweredTask(server, answer);
      if (!task.hasEnded(cancelled)) {
        return null;
      }
      task.fail();
      return UNSEEN_EVENTS;
    }
  }
}
