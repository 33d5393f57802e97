package io.espalier.cli.server;

import static io.espalier.cli.server.TemporalServerContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endings of activities and answers that cancel some take turns. */
class CancelTurnsTest {

  /** Notes what arrives and what it has answered, which it does not do before it may. */
  private static final class Slow extends WorkflowServiceGrpc.WorkflowServiceImplBase {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> mayAnswerEndings = new CompletableFuture<>();
    private final CompletableFuture<Void> mayAnswerTasks = new CompletableFuture<>();

    @Override
    public void respondActivityTaskCompleted(
        RespondActivityTaskCompletedRequest ask,
        StreamObserver<RespondActivityTaskCompletedResponse> to) {
      answer(
          "ending",
          mayAnswerEndings,
          RespondActivityTaskCompletedResponse.getDefaultInstance(),
          to);
    }

    @Override
    public void respondWorkflowTaskCompleted(
        RespondWorkflowTaskCompletedRequest ask,
        StreamObserver<RespondWorkflowTaskCompletedResponse> to) {
      answer("task", mayAnswerTasks, RespondWorkflowTaskCompletedResponse.getDefaultInstance(), to);
    }

    private <T> void answer(
        String name, CompletableFuture<Void> may, T answer, StreamObserver<T> to) {
      seen.add(name);
      var unused =
          may.thenRun(
              () -> {
                seen.add(name + " answered");
                to.onNext(answer);
                to.onCompleted();
              });
    }
  }

  private final Slow slow = new Slow();
  private final Semaphore turns = CancelGuard.turns();
  private final int all = turns.availablePermits();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = ServerBuilder.forPort(0).addService(slow).build().start();
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void anAnswerThatCancelsWaitsUntilAnEndingIsTaken() {
    CompletableFuture<Void> ending = begin(this::end);
    await(() -> slow.seen.contains("ending"));
    slow.mayAnswerTasks.complete(null);
    CompletableFuture<Void> task = begin(this::cancel);
    await(turns::hasQueuedThreads);
    slow.mayAnswerEndings.complete(null);
    CompletableFuture.allOf(ending, task).join();

    assertThat(slow.seen).containsExactly("ending", "ending answered", "task", "task answered");
    assertThat(turns.availablePermits()).isEqualTo(all);
  }

  @Test
  void anEndingWaitsUntilAnAnswerThatCancelsIsTaken() {
    CompletableFuture<Void> task = begin(this::cancel);
    await(() -> slow.seen.contains("task"));
    slow.mayAnswerEndings.complete(null);
    CompletableFuture<Void> ending = begin(this::end);
    await(turns::hasQueuedThreads);
    slow.mayAnswerTasks.complete(null);
    CompletableFuture.allOf(ending, task).join();

    assertThat(slow.seen).containsExactly("task", "task answered", "ending", "ending answered");
    assertThat(turns.availablePermits()).isEqualTo(all);
  }

  @Test
  void anAnswerThatCancelsNothingAndOtherEndingsDoNotWait() {
    CompletableFuture<Void> first = begin(this::end);
    CompletableFuture<Void> second = begin(this::end);
    await(() -> slow.seen.size() == 2);
    slow.mayAnswerTasks.complete(null);
    answerWithoutCancel();
    assertThat(slow.seen).containsExactly("ending", "ending", "task", "task answered");
    slow.mayAnswerEndings.complete(null);
    CompletableFuture.allOf(first, second).join();
  }

  @Test
  void anEndingWithoutAnAnswerKeepsNothingBackForEver() {
    slow.mayAnswerTasks.complete(null);
    CompletableFuture<Void> lost =
        begin(
            () ->
                assertThatThrownBy(() -> end(stub(Duration.ofSeconds(20), 2)))
                    .isInstanceOf(StatusRuntimeException.class));
    await(() -> slow.seen.contains("ending"));
    cancel(stub(Duration.ofMillis(1), 60));
    assertThat(slow.seen).contains("task answered");
    lost.join();
    assertThat(turns.availablePermits()).isEqualTo(all);
  }

  private void end() {
    end(stub(Duration.ofMinutes(1), 60));
  }

  private void cancel() {
    cancel(stub(Duration.ofMinutes(1), 60));
  }

  private static void end(WorkflowServiceBlockingStub stub) {
    var unused =
        stub.respondActivityTaskCompleted(RespondActivityTaskCompletedRequest.getDefaultInstance());
  }

  private static void cancel(WorkflowServiceBlockingStub stub) {
    var unused =
        stub.respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder()
                .addCommands(
                    Command.newBuilder()
                        .setCommandType(CommandType.COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK))
                .build());
  }

  private void answerWithoutCancel() {
    var unused =
        stub(Duration.ofMinutes(1), 60)
            .respondWorkflowTaskCompleted(RespondWorkflowTaskCompletedRequest.getDefaultInstance());
  }

  private WorkflowServiceBlockingStub stub(Duration patience, int seconds) {
    return WorkflowServiceGrpc.newBlockingStub(
            ClientInterceptors.intercept(channel, new CancelGuard(turns, patience)))
        .withDeadlineAfter(seconds, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Void> begin(Runnable call) {
    return CompletableFuture.runAsync(call, task -> new Thread(task).start());
  }
}
