package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.digest.Digest;
import io.espalier.state.TaskState;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.Checkpoint;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimLostException;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.HeldStep;
import io.espalier.store.step.IrreproducibleException;
import io.espalier.store.step.RuntimeInfo;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.step.StepRecord;
import io.espalier.store.step.StepState;
import io.espalier.store.task.Disposition;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class StepsContract extends StoreContract {
  StepsContract(Place place) {
    super(place);
  }

  private static MetricPoint loss(long iteration, double value) {
    return new MetricPoint("train_loss", "", "nats", iteration, value);
  }

  @Test
  void aCommittedStepIsReturnedToEverybodyWhoAsks() {
    run("one", "t");
    run("two", "u");
    StepArtifact input = new StepArtifact("data", 0, put("data", "bytes"));
    StepArtifact output = compute("one", "t", "step", "weights", input);

    ClaimOutcome again = store.steps().claim(request("two", "u", "step", input));

    assertThat(again).isEqualTo(new ClaimOutcome.Recorded("{\"of\":\"step\"}", List.of(output)));
    assertThat(store.steps().inputs(key("step"))).containsExactly(input);
    assertThat(store.steps().outputs(key("step"))).containsExactly(output);
    assertThat(store.steps().find(key("step")))
        .get()
        .extracting(StepRecord::state, StepRecord::fence)
        .containsExactly(StepState.COMPLETED, 1L);
    assertThat(store.tasks().find("one", "t"))
        .get()
        .extracting(TaskRecord::state, TaskRecord::disposition, TaskRecord::resultJson)
        .containsExactly(TaskState.SUCCESS, Disposition.EXECUTED, "{\"of\":\"step\"}");
    assertThat(store.tasks().find("two", "u"))
        .get()
        .extracting(TaskRecord::state, TaskRecord::disposition, TaskRecord::stepKey)
        .containsExactly(TaskState.SUCCESS, Disposition.CACHED, key("step"));
    assertThat(store.tasks().outputs("two", "u")).containsExactly(output);
  }

  @Test
  void theSecondClaimantIsToldWhoHoldsTheStep() {
    run("one", "t", "u");
    taken(request("one", "t", "step"));

    assertThat(store.steps().claim(request("one", "u", "step")))
        .isEqualTo(new ClaimOutcome.Busy("worker-1 for t of run one"));
    assertThat(store.tasks().find("one", "u"))
        .get()
        .extracting(TaskRecord::state)
        .isEqualTo(TaskState.NONE);
  }

  @Test
  void aFailedAttemptGivesTheStepBack() {
    run("one", "t");
    taken(request("one", "t", "step")).fail("DivergedException", "loss is NaN\0");

    Claim second = taken(request("one", "t", "step"));

    assertThat(second.fence()).isEqualTo(2);
    assertThat(store.steps().attempts(key("step")))
        .extracting(AttemptRecord::state, AttemptRecord::failureText)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(AttemptState.FAILED, "loss is NaN\uFFFD"),
            org.assertj.core.groups.Tuple.tuple(AttemptState.RUNNING, null));
  }

  @Test
  void aZombieChangesNothing() {
    run("one", "t");
    Claim zombie = taken(request("one", "t", "step"));
    zombie.release("stop");
    Claim current = taken(request("one", "t", "step"));
    StepArtifact output = output("weights", "late");

    assertThatThrownBy(() -> zombie.commit(List.of(output), "{}", List.of()))
        .isInstanceOf(ClaimLostException.class);
    assertThatThrownBy(() -> zombie.checkpoint(1, output.artifact(), List.of(loss(1, 2))))
        .isInstanceOf(ClaimLostException.class);
    assertThatThrownBy(zombie::renew).isInstanceOf(ClaimLostException.class);
    assertThatThrownBy(() -> zombie.fail("x", "y")).isInstanceOf(ClaimLostException.class);
    assertThatThrownBy(() -> zombie.release("y")).isInstanceOf(ClaimLostException.class);

    assertThat(store.steps().outputs(key("step"))).isEmpty();
    assertThat(store.metrics().of(key("step"))).isEmpty();
    assertThat(store.artifacts().find(output.artifact().sha256())).isEmpty();
    current.renew();
    current.commit(List.of(output("weights", "right")), "{}", List.of());
  }

  @Test
  void checkpointsAreContinuedWithTheirPointsAndNoneIsLeftAtTheEnd() {
    run("one", "t");
    Claim first = taken(request("one", "t", "step"));
    for (long i = 1; i <= 3; i++) {
      first.checkpoint(i * 10, written("state", "state " + i), List.of(loss(i * 10, 1.0 / i)));
    }
    assertThat(number("SELECT COUNT(*) FROM checkpoint")).isEqualTo(2);
    first.release("stop");

    Claim second = taken(request("one", "t", "step"));

    assertThat(second.checkpoint())
        .contains(new Checkpoint(30, written("state", "state 3").sha256()));
    second.commit(List.of(output("weights", "w")), "{}", List.of(loss(40, 0.1)));
    assertThat(number("SELECT COUNT(*) FROM checkpoint")).isZero();
    assertThat(store.metrics().of(key("step")))
        .containsExactly(loss(10, 1), loss(20, 0.5), loss(30, 1.0 / 3), loss(40, 0.1));
  }

  @Test
  void aDamagedCheckpointFallsBackToTheOneBeforeAndDropsThePointsBehindIt() throws IOException {
    run("one", "t");
    Claim first = taken(request("one", "t", "step"));
    first.checkpoint(10, written("state", "state 1"), List.of(loss(5, 3), loss(10, 2)));
    first.checkpoint(20, written("state", "state 2"), List.of(loss(15, 1), loss(20, 0.5)));
    first.release("stop");
    Files.writeString(file(Digest.of("state 2")), "state X");

    Claim second = taken(request("one", "t", "step"));

    assertThat(second.checkpoint()).map(Checkpoint::iteration).contains(10L);
    assertThat(store.metrics().of(key("step"))).containsExactly(loss(5, 3), loss(10, 2));
    assertThat(number("SELECT last_iteration FROM metric_series")).isEqualTo(10);
  }

  @Test
  void aCheckpointOfAnotherNumericRuntimeIsNotContinued() {
    run("one", "t");
    Claim first = taken(request("one", "t", "step"));
    first.checkpoint(10, written("state", "state 1"), List.of(loss(10, 2)));
    first.release("stop");
    RuntimeInfo other =
        new RuntimeInfo("jar", "commit", false, "17", "linux", "avx512", "nd4j", "blas", 1, "cpu");

    Claim second = taken(request("one", "t", "step", other));

    assertThat(second.checkpoint()).isEmpty();
    assertThat(store.metrics().of(key("step"))).isEmpty();
  }

  @Test
  void aDamagedOutputReopensItsStepWhichMustReproduceIt() throws IOException {
    run("one", "t");
    run("two", "u");
    StepArtifact output = compute("one", "t", "step", "weights");
    lose(output.artifact());

    Claim again = taken(request("two", "u", "step"));
    again.commit(List.of(output("weights", "weights")), "{\"other\":1}", List.of());

    assertThat(store.tasks().find("two", "u"))
        .get()
        .extracting(TaskRecord::disposition, TaskRecord::resultJson)
        .containsExactly(Disposition.EXECUTED, "{\"of\":\"step\"}");
    assertThat(store.artifacts().read(output.artifact().sha256())).asString().isEqualTo("weights");
  }

  @Test
  void aStepThatDoesNotReproduceStaysClosed() throws IOException {
    run("one", "t");
    StepArtifact output = compute("one", "t", "step", "weights");
    lose(output.artifact());
    Claim again = taken(request("one", "t", "step"));

    assertThatThrownBy(() -> again.commit(List.of(output("weights", "others")), "{}", List.of()))
        .isInstanceOf(IrreproducibleException.class)
        .hasMessageContaining(output.artifact().sha256())
        .hasMessageContaining("weights/0");

    assertThat(store.steps().claim(request("one", "t", "step")))
        .isInstanceOf(ClaimOutcome.Irreproducible.class);
    assertThat(store.steps().outputs(key("step"))).containsExactly(output);
  }

  @Test
  void theLogOfAnAttemptBecomesAnArtifactWhenItEnds() throws IOException {
    run("one", "t");
    Claim claim = taken(request("one", "t", "step"));
    Files.writeString(claim.logFile(), "line\n");
    assertThat(store.steps().logFile(key("step"), 1)).isEqualTo(claim.logFile()).exists();

    claim.commit(List.of(), "{}", List.of());

    String log = store.steps().attempts(key("step")).get(0).logDigest();
    assertThat(store.artifacts().read(String.valueOf(log))).asString().isEqualTo("line\n");
    assertThat(claim.logFile()).doesNotExist();
  }

  @Test
  void aStepIsHeldFromItsClaimToItsEnd() {
    run("run", "a", "b");
    Claim claim = taken(request("run", "a", "step"));

    assertThat(store.steps().held())
        .containsExactly(new HeldStep(key("step"), 1, "run", "a", "worker-1"));

    claim.commit(List.of(output("weights", "right")), "{}", List.of());
    assertThat(store.steps().held()).isEmpty();
  }
}
