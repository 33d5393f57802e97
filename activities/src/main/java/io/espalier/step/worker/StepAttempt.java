package io.espalier.step.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.espalier.dag.Task;
import io.espalier.fault.Failpoint;
import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.step.CanonicalJson;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.Parameters;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimLostException;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.StepArtifact;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One attempt at a step under its claim: compute, then commit, fail or give back. */
final class StepAttempt {
  /** Results travel through the workflow's history: some 700 of them must fit into its 50 MB. */
  private static final int MAX_RESULT_BYTES = 64 << 10;

  private final Task task;
  private final ClaimRequest request;
  private final Claim claim;
  private final Pulse pulse;
  private final ExecutionTimeout timeout;

  StepAttempt(Task task, ClaimRequest request, Claim claim, Pulse pulse, ExecutionTimeout timeout) {
    this.task = task;
    this.request = request;
    this.claim = claim;
    this.pulse = pulse;
    this.timeout = timeout;
  }

  /**
   * Runs the operator to the commit of its step; the claim is ended when this returns or throws.
   *
   * @param place given back as soon as the operator has computed
   * @throws TaskFailedException when there is no commit
   */
  <P extends Record> TaskResult run(
      Operator<P> operator, P parameters, TaskHost host, Trainers.Place place, boolean called) {
    Failpoint.STEP_CLAIMED.reach();
    pulse.hold(claim);
    try (AttemptLog log = new AttemptLog(claim.logFile())) {
      try {
        begin(log, operator, parameters);
        host.requireExecutor();
        StepRun context = new StepRun(host, task, request.inputs(), claim, log, pulse, called);
        String result = json(timeout.run(() -> operator.run(parameters, context)));
        place.close();
        host.check(result);
        Failpoint.STEP_COMPUTED.reach();
        List<StepArtifact> outputs = context.writeOutputs();
        Failpoint.OUTPUTS_WRITTEN.reach();
        outputs.forEach(output -> log.line("output " + describe(output)));
        log.line("done");
        pulse.drop(claim);
        claim.commit(outputs, result, context.points(), context.measurements());
        Failpoint.STEP_COMMITTED.reach();
        return new TaskResult(false, result);
      } catch (Throwable thrown) {
        throw end(log, thrown);
      }
    } finally {
      pulse.drop(claim);
    }
  }

  private void begin(AttemptLog log, Operator<?> operator, Record parameters) {
    log.line(
        String.format(
            "task %s of run %s, try %d", request.taskId(), request.runId(), request.tryNumber()));
    log.line("step " + request.stepKey() + ", attempt " + claim.fence());
    log.line("operator " + operator.name() + " version " + operator.version());
    log.line("parameters " + CanonicalJson.write(Parameters.tree(parameters)));
    request.inputs().forEach(input -> log.line("input " + describe(input)));
    log.line("worker " + request.worker() + ", " + request.runtime());
  }

  private static String describe(StepArtifact io) {
    return String.format(
        "%s[%d] %s, %d bytes",
        io.role(), io.ordinal(), io.artifact().sha256(), io.artifact().sizeBytes());
  }

  /** Ends the attempt without success, as far as the store lets it. */
  private TaskFailedException end(AttemptLog log, Throwable thrown) {
    pulse.drop(claim);
    TaskFailedException failure = TaskFailedException.of(thrown);
    String line = failure.kind() + ": " + failure.text();
    switch (failure.kind()) {
      case FAILED, FATAL -> log.line(line, thrown);
      default -> log.line(line);
    }
    switch (failure.kind()) {
      case FAILED, FATAL, SKIPPED -> {
        return fail(failure);
      }
      case STOPPED, STEP_BUSY, UNAVAILABLE -> release(failure);
      case CLAIM_LOST -> {
        // There is nothing left to give back.
      }
    }
    return failure;
  }

  private void release(TaskFailedException failure) {
    try {
      claim.release(failure.text());
    } catch (StoreUnavailableException | ClaimLostException e) {
      // The store lets the next attempt in by itself, or has done so already.
    }
  }

  private TaskFailedException fail(TaskFailedException failure) {
    try {
      claim.fail(failure.kind().name(), failure.text());
      return failure;
    } catch (StoreUnavailableException e) {
      // Nothing is recorded, so nothing is decided: the task waits for the store, uses no try.
      return TaskFailedException.of(e);
    } catch (ClaimLostException e) {
      // A step that closed as irreproducible has ended its attempt itself.
      return failure.kind() == TaskFailure.FATAL ? failure : TaskFailedException.of(e);
    }
  }

  private static String json(@Nullable Object result) {
    String json;
    try {
      json = Parameters.MAPPER.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new FatalTaskException("the result is no JSON: " + e.getOriginalMessage());
    }
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_RESULT_BYTES) {
      throw new FatalTaskException(
          String.format(
              "result: %d bytes (expected: <= %d); write what is large as an output",
              bytes, MAX_RESULT_BYTES));
    }
    return json;
  }
}
