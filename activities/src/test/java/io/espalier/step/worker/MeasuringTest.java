package io.espalier.step.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.Flow;
import io.espalier.dag.Place;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.run.TaskFailure;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurement.Spot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeasuringTest {
  record Nothing() {}

  /** Measures the length of each input, against the first. */
  static final class Lengths implements Operator<Nothing> {
    private final boolean seesPlaces;

    Lengths(boolean seesPlaces) {
      this.seesPlaces = seesPlaces;
    }

    @Override
    public String name() {
      return "lengths";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Measures lengths.";
    }

    @Override
    public Class<Nothing> parameters() {
      return Nothing.class;
    }

    @Override
    public boolean seesPlaces() {
      return seesPlaces;
    }

    @Override
    public @Nullable Object run(Nothing parameters, StepContext context) {
      List<PlacedInput> texts = context.placedInputs("text");
      Place first = texts.get(0).place();
      for (PlacedInput text : texts) {
        Subject subject = Subject.of(text.place()).against(first).layer("fc1").item("x");
        context.measure("length", subject, text.read().length, 3L, 0.0, 9.0, "bytes");
      }
      context.measure("texts", Subject.of(Place.NONE), texts.size(), "");
      return null;
    }
  }

  @TempDir Path home;
  private TestBed bed;

  @BeforeEach
  void open() {
    bed = new TestBed(home, new Lengths(true));
  }

  @AfterEach
  void close() {
    bed.close();
  }

  private Task task(String id, String... arms) {
    List<TaskInput> inputs = new ArrayList<>();
    for (int i = 0; i < arms.length; i++) {
      String digest = bed.store.artifacts().put("text", "text/plain", bytes("text " + i)).sha256();
      inputs.add(new TaskInput("text", i, null, null, digest, new Place(1, arms[i], null, i)));
    }
    return new Task(
        new TaskNode(id, List.of(), TaskSettings.DEFAULTS, Flow.WORK),
        "lengths",
        1,
        TestBed.json("{}"),
        inputs,
        List.of(),
        Place.NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String stepKey(String run, String task) {
    return String.valueOf(bed.store.tasks().find(run, task).orElseThrow().stepKey());
  }

  @Test
  void whatAnOperatorMeasuresIsRecordedWithThePlacesOfItsInputs() {
    String run = bed.submit(task("t", "ticket", "random"));
    bed.execute(run, "t");

    String key = stepKey(run, "t");
    Spot ticket = new Spot(1, "ticket", null, 0);
    assertThat(bed.store.measurements().of(List.of(key)).get(key))
        .containsExactly(
            new Measurement("length", ticket, ticket, "fc1", "x", 6, 3L, 0.0, 9.0, "bytes"),
            new Measurement(
                "length",
                new Spot(1, "random", null, 1),
                ticket,
                "fc1",
                "x",
                6,
                3L,
                0.0,
                9.0,
                "bytes"),
            new Measurement("texts", Spot.NONE, Spot.NONE, null, null, 2, null, null, null, ""));
    assertThat(bed.store.audit().verify(List.of()).problems()).isEmpty();
  }

  @Test
  void placesArePartOfTheKeyOfWhoSeesThem() {
    String run =
        bed.submit(task("t", "ticket", "random"), task("same", "ticket", "random"), task("u", "x"));
    bed.execute(run, "t");

    assertThat(bed.execute(run, "same").cached()).isTrue();
    String other = bed.submit(task("t", "ticket", "renamed"));
    assertThat(bed.execute(other, "t").cached()).isFalse();
    assertThat(stepKey(other, "t")).isNotEqualTo(stepKey(run, "t"));
    assertThat(bed.store.steps().find(stepKey(run, "t")).orElseThrow().keyJson())
        .contains("\"ordinal\":1,\"place\":{\"arm\":\"random\",\"replicate\":1,\"round\":1}");
  }

  @Test
  void whoeverDoesNotSayThatItSeesPlacesIsRefusedThem() {
    bed.close();
    bed = new TestBed(home, new Lengths(false));
    String run = bed.submit(task("t", "ticket"));

    assertThat(bed.failure(TaskFailure.FATAL, run, "t"))
        .contains("operator lengths: placedInputs (expected: seesPlaces() returns true)");
    assertThat(bed.store.steps().find(stepKey(run, "t")).orElseThrow().keyJson())
        .doesNotContain("place");
  }
}
