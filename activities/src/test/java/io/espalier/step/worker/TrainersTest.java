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
    Trainers trainers = new Trainers(1, 0);
    Trainers.Place place = trainers.take(pulse, 0, 0);
    FutureTask<Boolean> other = anotherTask(trainers);
    assertThat(other.isDone()).isFalse();
    place.close();
    assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aPlaceThatIsGivenBackTwiceIsStillOnePlace() throws Exception {
    Trainers trainers = new Trainers(1, 0);
    Trainers.Place place = trainers.take(pulse, 0, 0);
    place.close();
    place.close();
    Trainers.Place again = trainers.take(pulse, 0, 0);
    FutureTask<Boolean> other = anotherTask(trainers);
    assertThat(other.isDone()).isFalse();
    again.close();
    assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatHasAPlaceNeedsNoSecondOne() {
    Trainers trainers = new Trainers(1, 0);
    try (Trainers.Place outer = trainers.take(pulse, 0, 0)) {
      Trainers.Place inner = trainers.take(pulse, 0, 0);
      inner.close();
      assertThat(inner).isNotSameAs(outer);
    }
    trainers.take(pulse, 0, 0).close();
  }

  @Test
  void theThreadThatATaskMakesForItsOperatorHasThePlaceOfTheTask() throws Exception {
    Trainers trainers = new Trainers(1, 0);
    try (Trainers.Place outer = trainers.take(pulse, 0, 0)) {
      assertThat(new ExecutionTimeout(1e6, pulse).run(() -> trainers.take(pulse, 0, 0)))
          .isNotSameAs(outer);
    }
  }

  @Test
  void aWaitingTaskThatIsAskedToStopStops() {
    Trainers trainers = new Trainers(1, 0);
    trainers.take(pulse, 0, 0);
    Pulse unwanted = bed.another("b");
    FutureTask<Trainers.Place> waiting = new FutureTask<>(() -> trainers.take(unwanted, 0, 0));
    new Thread(waiting).start();
    unwanted.ask(Pulse.Request.STOP, "the run was cancelled");
    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .hasRootCauseMessage("stopped before it began: the run was cancelled")
        .hasRootCauseInstanceOf(StoppedException.class);
  }

  @Test
  void tasksShareTheMemoryThoughPlacesAreFree() throws Exception {
    Trainers trainers = new Trainers(2, 100 << 20);
    Trainers.Place place = trainers.take(pulse, 60 << 20, 0);
    FutureTask<Boolean> other = anotherTask(trainers, 41 << 20);
    FutureTask<Boolean> small = anotherTask(new Trainers(2, 100 << 20), 40 << 20);
    assertThat(small.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(other.isDone()).isFalse();
    place.close();
    assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatNeedsMoreThanThereIsRunsAlone() throws Exception {
    Trainers trainers = new Trainers(2, 100 << 20);
    Trainers.Place place = trainers.take(pulse, 1L << 40, 0);
    FutureTask<Boolean> other = anotherTask(trainers, 1 << 20);
    assertThat(other.isDone()).isFalse();
    place.close();
    assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void trainingsOnCardsTakeTurnsWhileOthersHaveTheCores() throws Exception {
    Trainers trainers = new Trainers(2, 100 << 20);
    Trainers.Place card = trainers.take(pulse, 0, 1);
    FutureTask<Boolean> waits = anotherTask(trainers, 0, 1);
    FutureTask<Boolean> onCores = anotherTask(trainers, 0, 0);
    assertThat(onCores.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(waits.isDone()).isFalse();
    card.close();
    assertThat(waits.get(20, TimeUnit.SECONDS)).isTrue();
  }

  private FutureTask<Boolean> anotherTask(Trainers trainers) {
    return anotherTask(trainers, 0);
  }

  private FutureTask<Boolean> anotherTask(Trainers trainers, long bytes) {
    return anotherTask(trainers, bytes, 0);
  }

  private FutureTask<Boolean> anotherTask(Trainers trainers, long bytes, int devices) {
    Pulse other = bed.another("b");
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              trainers.take(other, bytes, devices).close();
              return true;
            });
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}
