package io.espalier.step.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitsTest {
  private final Waits waits = new Waits();

  @Test
  void aWaitLastsFromTheFirstFailureInARow() {
    waits.failed("run", "a", Wait.For.DISK, "first");
    Wait first = waits.of("run").get(0);
    waits.failed("run", "a", Wait.For.DISK, "second");
    assertThat(waits.of("run"))
        .containsExactly(new Wait("a", Wait.For.DISK, "second", first.since()));
    waits.over("run", "a");
    assertThat(waits.of("run")).isEmpty();
  }

  @Test
  void anotherKindOfFailureEndsIt() {
    waits.failed("run", "a", Wait.For.DISK, "full");
    waits.failed("run", "a", Wait.For.STEP, "busy");
    assertThat(waits.of("run")).extracting(Wait::what).containsExactly(Wait.For.STEP);
    waits.failed("run", "a", null, "no luck");
    assertThat(waits.of("run")).isEmpty();
  }

  @Test
  void aStoreThatAnswersEndsWaitsForItAndForStepsButSaysNothingOfTheDisk() {
    waits.failed("run", "a", Wait.For.DISK, "full");
    waits.failed("run", "b", Wait.For.STORE, "away");
    waits.failed("run", "c", Wait.For.STEP, "busy");
    waits.storeAnswered("run", "a");
    waits.storeAnswered("run", "b");
    waits.storeAnswered("run", "c");
    waits.storeAnswered("run", "d");
    assertThat(waits.of("run")).extracting(Wait::who).containsExactly("a");
  }

  @Test
  void runsWaitEachForThemselves() {
    waits.failed("one", "a", Wait.For.DISK, "full");
    assertThat(waits.of("other")).isEmpty();
  }
}
