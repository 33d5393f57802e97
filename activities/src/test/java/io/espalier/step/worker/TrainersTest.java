package io.espalier.step.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.step.StoppedException;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tasks of a worker may run a network. */
class TrainersTest {
  @TempDir Path home;

  private PulseBed bed;
  private Pulse pulse;

  @BeforeEach
  void open() {
    bed = new PulseBed(home);
    pulse = bed.pulse;
  }

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void aTaskWaitsUntilAPlaceIsGivenBack() throws Exception {
    Trainers trainers = new Trainers(1);
    Trainers.Place place = trainers.take(pulse);
    FutureTask<Boolean> other = anotherTask(trainers);
    assertThat(other.isDone()).isFalse();
    place.close();
    assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aPlaceThatIsGivenBackTwiceIsStillOnePlace() throws Exception {
    Trainers trainers = new Trainers(1);
    Trainers.Place place = trainers.take(pulse);
    place.close();
    place.close();
    Trainers.Place again = trainers.take(pulse);
    FutureTask<Boolean> other = anotherTask(trainers);
    assertThat(other.isDone()).isFalse();
    again.close();
    assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatHasAPlaceNeedsNoSecondOne() {
    Trainers trainers = new Trainers(1);
    try (Trainers.Place outer = trainers.take(pulse)) {
      Trainers.Place inner = trainers.take(pulse);
      inner.close();
      assertThat(inner).isNotSameAs(outer);
    }
    trainers.take(pulse).close();
  }

  @Test
  void theThreadThatATaskMakesForItsOperatorHasThePlaceOfTheTask() throws Exception {
    Trainers trainers = new Trainers(1);
    try (Trainers.Place outer = trainers.take(pulse)) {
      assertThat(new ExecutionTimeout(1e6, pulse).run(() -> trainers.take(pulse)))
          .isNotSameAs(outer);
    }
  }

  @Test
  void aWaitingTaskThatIsAskedToStopStops() {
    Trainers trainers = new Trainers(1);
    trainers.take(pulse);
    Pulse unwanted = bed.another("b");
    FutureTask<Trainers.Place> waiting = new FutureTask<>(() -> trainers.take(unwanted));
    new Thread(waiting).start();
    unwanted.ask(Pulse.Request.STOP, "the run was cancelled");
    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .hasRootCauseMessage("stopped before it began: the run was cancelled")
        .hasRootCauseInstanceOf(StoppedException.class);
  }

  private FutureTask<Boolean> anotherTask(Trainers trainers) {
    Pulse other = bed.another("b");
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              trainers.take(other).close();
              return true;
            });
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}
