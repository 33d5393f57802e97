package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.audit.AlteredException;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurement.Spot;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimLostException;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.StepArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class MeasurementsContract extends StoreContract {
  private static final Measurement FULL =
      new Measurement(
          "jaccard",
          new Spot(1, "ticket", 2, 3),
          new Spot(4, "random", 5, 6),
          "fc1",
          "kept",
          0.25,
          7L,
          0.125,
          0.5,
          "fraction");

  MeasurementsContract(Place place) {
    super(place);
  }

  @BeforeEach
  void aRun() {
    run("run", "t", "u");
  }

  private static Measurement plain(String name, double value) {
    return new Measurement(name, Spot.NONE, Spot.NONE, null, null, value, null, null, null, "");
  }

  private List<Measurement> of(String step) {
    return store.measurements().of(List.of(key(step))).getOrDefault(key(step), List.of());
  }

  @Test
  void whatWasMeasuredComesBackInItsOrderBitForBit() {
    List<Measurement> measured =
        List.of(
            plain("b", Double.NaN),
            FULL,
            plain("b", Double.NEGATIVE_INFINITY),
            plain("a", Double.MIN_VALUE));

    taken(request("run", "t", "step")).commit(List.of(), "{}", List.of(), measured);

    assertThat(of("step")).isEqualTo(measured);
    assertThat(store.measurements().of(List.of(key("other")))).isEmpty();
    assertThat(store.measurements().of(List.of())).isEmpty();
  }

  @Test
  void zeroHasNoSign() {
    taken(request("run", "t", "step"))
        .commit(List.of(), "{}", List.of(), List.of(plain("a", -0.0)));

    assertThat(of("step")).singleElement().isEqualTo(plain("a", 0.0));
  }

  @Test
  void severalStepsAreReadAtOnce() {
    taken(request("run", "t", "x")).commit(List.of(), "{}", List.of(), List.of(plain("a", 1)));
    taken(request("run", "u", "y")).commit(List.of(), "{}", List.of(), List.of(plain("a", 2)));

    assertThat(store.measurements().of(List.of(key("x"), key("y"))))
        .isEqualTo(Map.of(key("x"), List.of(plain("a", 1)), key("y"), List.of(plain("a", 2))));
  }

  @Test
  void anAttemptThatLostItsStepWritesNone() {
    Claim zombie = taken(request("run", "t", "step"));
    zombie.release("stopped");
    Claim heir = taken(request("run", "t", "step"));

    assertThatThrownBy(() -> zombie.commit(List.of(), "{}", List.of(), List.of(plain("a", 1))))
        .isInstanceOf(ClaimLostException.class);

    assertThat(number("SELECT COUNT(*) FROM measurement")).isZero();
    heir.commit(List.of(), "{}", List.of(), List.of(plain("a", 2)));
    assertThat(of("step")).containsExactly(plain("a", 2));
  }

  @Test
  void aStepThatIsMadeAgainKeepsWhatWasMeasuredAtFirst() throws IOException {
    StepArtifact output = output("picture", "pixels");
    taken(request("run", "t", "step"))
        .commit(List.of(output), "{}", List.of(), List.of(plain("a", 1)));
    lose(output.artifact());

    taken(request("run", "u", "step"))
        .commit(List.of(output("picture", "pixels")), "{}", List.of(), List.of(plain("a", 2)));

    assertThat(of("step")).containsExactly(plain("a", 1));
  }

  @Test
  void aStepThatIsTakenOverComesWithThem() {
    taken(request("run", "t", "step")).commit(List.of(), "{}", List.of(), List.of(FULL));
    run("again", "t");

    assertThat(store.steps().claim(request("again", "t", "step")))
        .isInstanceOf(ClaimOutcome.Recorded.class);
    assertThat(number("SELECT COUNT(*) FROM measurements")).isEqualTo(2);
    assertThat(number("SELECT COUNT(*) FROM measurement")).isEqualTo(1);
  }

  @Test
  void whatCannotBeStoredIsRefusedAndTheStepStaysOpen() {
    Claim claim = taken(request("run", "t", "step"));
    Measurement noName = plain("", 1);
    Measurement longUnit =
        new Measurement("a", Spot.NONE, Spot.NONE, null, null, 1, null, null, null, "x".repeat(33));

    assertThatThrownBy(() -> claim.commit(List.of(), "{}", List.of(), List.of(noName)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("measurement: \"\"");
    assertThatThrownBy(() -> claim.commit(List.of(), "{}", List.of(), List.of(longUnit)))
        .hasMessageContaining("unit: ");
    assertThatThrownBy(
            () ->
                claim.commit(
                    List.of(), "{}", List.of(), Collections.nCopies(100_001, plain("a", 1))))
        .hasMessageContaining("measurements: 100001 (expected: <= 100000)");
    claim.commit(List.of(), "{}", List.of(), List.of(FULL));
  }

  @Test
  void whatIsComputedFromIsHeldAgainstTheChain() throws IOException {
    StepArtifact output = output("picture", "pixels");
    taken(request("run", "t", "step"))
        .commit(List.of(output), "{}", List.of(), List.of(FULL, plain("a", Double.NaN)));

    assertThat(store.tasks().provenMeasurements("run", List.of("t", "u")))
        .as("a task that has not succeeded has measured nothing")
        .isEqualTo(Map.of("t", List.of(FULL, plain("a", Double.NaN))));

    lose(output.artifact());
    taken(request("run", "u", "step"))
        .commit(List.of(output("picture", "pixels")), "{}", List.of(), List.of(plain("a", 2)));
    assertThat(store.tasks().provenMeasurements("run", List.of("t")).get("t"))
        .as("of a step that was made again")
        .containsExactly(FULL, plain("a", Double.NaN));

    change("UPDATE measurement SET measured = 0.5 WHERE ordinal = 0");
    assertThatThrownBy(() -> store.tasks().provenMeasurements("run", List.of("t")))
        .isInstanceOf(AlteredException.class)
        .hasMessageContaining("digest of the measurements");
  }

  @Test
  void theStoreHoldsThemWhenItIsOpenedAgain() {
    taken(request("run", "t", "step")).commit(List.of(), "{}", List.of(), List.of(FULL));

    reopen();

    assertThat(of("step")).containsExactly(FULL);
  }
}
