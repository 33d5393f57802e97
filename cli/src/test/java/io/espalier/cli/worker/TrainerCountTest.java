package io.espalier.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.Executor;
import io.espalier.engine.NumericRuntime;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How many trainings a worker has at the same time, and what it says of that. */
class TrainerCountTest {
  private static final long ROOMY = 1L << 40;

  private record Cards(int devices, @Nullable String found) implements Executor {
    @Override
    public String name() {
      return "dl4j-cuda";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Cards of a test.";
    }

    @Override
    public Optional<Lack> lacking() {
      return Optional.ofNullable(found).map(what -> new Lack(what, "install one"));
    }

    @Override
    public Optional<UnfitLayer> unfit(NetworkSpec network) {
      return Optional.empty();
    }

    @Override
    public NumericRuntime runtime() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Session open(NetworkSpec network, TrainingState state, Optimizer optimizer) {
      throw new UnsupportedOperationException();
    }
  }

  private static final Cards NONE = new Cards(0, "there is no card");

  @Test
  void itIsOneACoreAndNothingHasToBeSaid() {
    assertThat(TrainerCount.of(List.of("cpu"), null, 16, ROOMY, NONE))
        .isEqualTo(new TrainerCount(16, List.of()));
  }

  @Test
  void aSmallHeapHoldsFewerAndTheWorkerSaysSoWithTheEstimate() {
    TrainerCount count = TrainerCount.of(List.of("cpu"), null, 16, 700_000_000, NONE);
    assertThat(count.trainers()).isEqualTo(5);
    assertThat(count.notes())
        .containsExactly(
            "memory: fewer trainers than the 16 cores, since the heap leaves 700.0 MB to trainings,"
                + " enough for 5 at 128.0 MB each (ESPALIER_JAVA_OPTS=-Xmx… gives more)");
    assertThat(TrainerCount.of(List.of("cpu"), null, 16, 1, NONE).trainers()).isEqualTo(1);
  }

  @Test
  void whoAsksForMoreGetsThemAndIsToldThatSomeWait() {
    TrainerCount count = TrainerCount.of(List.of("cpu"), 8, 2, 700_000_000, NONE);
    assertThat(count.trainers()).isEqualTo(8);
    assertThat(count.notes())
        .singleElement()
        .asString()
        .startsWith("memory: trainings that do not fit wait for others to end");
  }

  @Test
  void aWorkerOfTheCardsAloneHasOneACard() {
    TrainerCount count = TrainerCount.of(List.of("gpu"), null, 64, ROOMY, new Cards(2, null));
    assertThat(count)
        .isEqualTo(
            new TrainerCount(2, List.of("queue gpu: 2 cards, one training at a time on each")));
  }

  @Test
  void aWorkerOfBothQueuesHasOneACoreAndSaysHowManyOnTheCard() {
    TrainerCount count = TrainerCount.of(List.of("cpu", "gpu"), null, 8, ROOMY, new Cards(1, null));
    assertThat(count)
        .isEqualTo(new TrainerCount(8, List.of("queue gpu: one training at a time, on the card")));
  }

  @Test
  void aWorkerOfQueueGpuWithoutACardSaysWhatItLeavesToOthers() {
    TrainerCount count = TrainerCount.of(List.of("gpu"), null, 4, ROOMY, NONE);
    assertThat(count)
        .isEqualTo(
            new TrainerCount(
                4,
                List.of(
                    "queue gpu: plans of the executor dl4j-cuda are left to other workers (there is"
                        + " no card: install one)")));
  }
}
