package io.espalier.step.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.dag.Flow;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.step.Operator;
import io.espalier.step.Parameters;
import io.espalier.step.StepContext;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.step.StepArtifact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StepKeyTest {
  /** Parameters as they were when the golden key was taken. */
  record Fit(
      @Nullable String criterion, int batch, Schedule schedule, Map<String, Double> fractions) {}

  record Schedule(double rate, long until) {}

  /** The same with new members, at the top and further in. */
  record NewFit(
      @Nullable String criterion,
      int batch,
      NewSchedule schedule,
      Map<String, Double> fractions,
      String select) {}

  record NewSchedule(double rate, long until, boolean warm, @Nullable Double floor) {}

  record Kind(
      Class<? extends Record> type,
      @Nullable Record defaults,
      int version,
      boolean memoised,
      boolean runsNetwork)
      implements Operator<Record> {
    @Override
    public String name() {
      return "fit";
    }

    @Override
    public String summary() {
      return "Fits.";
    }

    @SuppressWarnings("unchecked")
    @Override
    public Class<Record> parameters() {
      return (Class<Record>) type;
    }

    @Override
    public boolean runsNetwork(Record parameters, Catalog catalog) {
      return runsNetwork;
    }

    @Override
    public @Nullable Object run(Record parameters, StepContext context) {
      return null;
    }
  }

  record Magnitude(int version) implements CriterionDescriptor {
    @Override
    public String name() {
      return "magnitude";
    }

    @Override
    public String summary() {
      return "By size.";
    }

    @Override
    public Set<Granularity> granularities() {
      return Set.of(Granularity.WEIGHT);
    }
  }

  private static final Fit FIT_DEFAULTS = new Fit(null, 60, new Schedule(1.2e-3, 1500), Map.of());
  private static final Kind FIT = new Kind(Fit.class, FIT_DEFAULTS, 3, true, true);
  private static final Fit PARAMETERS =
      new Fit("magnitude", 128, new Schedule(1.2e-3, 1L << 60), Map.of("fc3", 0.1, "fc1", 0.2));
  private static final List<RandomStream> STREAMS =
      List.of(
          new RandomStream("order", 42, List.of(1L)),
          new RandomStream("dropout", Long.MIN_VALUE, List.of(1L, 2L)));
  private static final List<StepArtifact> INPUTS =
      List.of(input("weights", 0, "a"), input("data", 1, "b"), input("data", 0, "c"));
  private static final Catalog CATALOG = catalog(1, Map.of());

  private static Catalog catalog(int criterionVersion, Map<String, String> plugins) {
    return new Catalog(List.<Descriptor>of(new Magnitude(criterionVersion)), plugins);
  }

  private static StepArtifact input(String role, int ordinal, String digit) {
    return new StepArtifact(role, ordinal, new StoredArtifact(digit.repeat(64), 1, "k", "m"));
  }

  private static Task task(String id, List<RandomStream> streams) {
    TaskNode node = new TaskNode(id, List.of(), TaskSettings.DEFAULTS, Flow.WORK);
    ObjectNode unused = Parameters.MAPPER.createObjectNode();
    return new Task(node, "fit", 3, unused, List.of(), streams, Place.NONE);
  }

  private static StepKey key(Catalog catalog, Kind operator, Record parameters) {
    return StepKey.of(catalog, "jvm", "run-1", 1, task("t", STREAMS), operator, parameters, INPUTS);
  }

  @Test
  void materialAndDigestStayAsTheyWere() {
    StepKey key = key(CATALOG, FIT, PARAMETERS);
    assertThat(key.json())
        .isEqualTo(
            "{\"executor\":\"jvm\",\"inputs\":["
                + "{\"digest\":\""
                + "c".repeat(64)
                + "\",\"ordinal\":0,\"role\":\"data\"},"
                + "{\"digest\":\""
                + "b".repeat(64)
                + "\",\"ordinal\":1,\"role\":\"data\"},"
                + "{\"digest\":\""
                + "a".repeat(64)
                + "\",\"ordinal\":0,\"role\":\"weights\"}],"
                + "\"keyVersion\":1,\"operator\":\"fit\",\"operatorVersion\":3,\"parameters\":{"
                + "\"batch\":128,\"criterion\":\"magnitude\","
                + "\"fractions\":{\"fc1\":0.2,\"fc3\":0.1},"
                + "\"schedule\":{\"until\":\"1152921504606846976\"}},\"plugins\":{},\"streams\":["
                + "{\"path\":[\"1\",\"2\"],\"purpose\":\"dropout\","
                + "\"seed\":\"-9223372036854775808\"},"
                + "{\"path\":[\"1\"],\"purpose\":\"order\",\"seed\":\"42\"}],"
                + "\"versions\":{\"criterion/magnitude\":1}}");
    assertThat(key.digest())
        .isEqualTo("568fdfdc17e1b3643b6041ddd0c5322100fa95039df62df2be87c1955fbfbe85");
  }

  @Test
  void aNewParameterAtItsDefaultKeepsTheKey() {
    NewFit defaults =
        new NewFit(null, 60, new NewSchedule(1.2e-3, 1500, false, null), Map.of(), "final");
    Kind grown = new Kind(NewFit.class, defaults, 3, true, true);
    NewFit same =
        new NewFit(
            "magnitude",
            128,
            new NewSchedule(1.2e-3, 1L << 60, false, null),
            PARAMETERS.fractions(),
            "final");
    assertThat(key(CATALOG, grown, same)).isEqualTo(key(CATALOG, FIT, PARAMETERS));

    NewFit selected =
        new NewFit("magnitude", 128, same.schedule(), PARAMETERS.fractions(), "best_validation");
    NewFit warm =
        new NewFit(
            "magnitude",
            128,
            new NewSchedule(1.2e-3, 1L << 60, true, null),
            PARAMETERS.fractions(),
            "final");
    assertThat(key(CATALOG, grown, selected)).isNotEqualTo(key(CATALOG, FIT, PARAMETERS));
    assertThat(key(CATALOG, grown, warm)).isNotEqualTo(key(CATALOG, FIT, PARAMETERS));
  }

  @Test
  void anOldPlanGivesANewParameterItsDefault() throws Exception {
    NewFit defaults =
        new NewFit(null, 60, new NewSchedule(1.2e-3, 1500, true, null), Map.of(), "final");
    Kind grown = new Kind(NewFit.class, defaults, 3, true, true);
    ObjectNode old = Parameters.tree(PARAMETERS);
    assertThat(Parameters.read(grown, old))
        .isEqualTo(
            new NewFit(
                "magnitude",
                128,
                new NewSchedule(1.2e-3, 1L << 60, true, null),
                PARAMETERS.fractions(),
                "final"));
  }

  @Test
  void everyOtherChangeChangesTheKey() {
    StepKey base = key(CATALOG, FIT, PARAMETERS);
    Schedule schedule = PARAMETERS.schedule();
    List<StepKey> others = new ArrayList<>();
    for (Fit changed :
        List.of(
            new Fit("random", 128, schedule, PARAMETERS.fractions()),
            new Fit("magnitude", 60, schedule, PARAMETERS.fractions()),
            new Fit("magnitude", 128, new Schedule(1e-3, 1L << 60), PARAMETERS.fractions()),
            new Fit("magnitude", 128, schedule, Map.of()),
            new Fit("magnitude", 128, schedule, Map.of("fc3", 0.1)))) {
      others.add(key(CATALOG, FIT, changed));
    }
    others.add(key(catalog(2, Map.of()), FIT, PARAMETERS));
    others.add(key(catalog(1, Map.of("criterion/magnitude", "d")), FIT, PARAMETERS));
    others.add(key(catalog(1, Map.of("operator/fit", "d")), FIT, PARAMETERS));
    others.add(key(CATALOG, new Kind(Fit.class, FIT_DEFAULTS, 4, true, true), PARAMETERS));
    others.add(key(CATALOG, new Kind(Fit.class, FIT_DEFAULTS, 3, true, false), PARAMETERS));
    others.add(key(CATALOG, new Kind(Fit.class, FIT_DEFAULTS, 3, false, true), PARAMETERS));
    others.add(key(CATALOG, new Kind(Fit.class, null, 3, true, true), PARAMETERS));
    for (RandomStream stream :
        List.of(
            new RandomStream("order", 43, List.of(1L)),
            new RandomStream("order", 42, List.of(2L)),
            new RandomStream("noise", 42, List.of(1L)))) {
      Task changed = task("t", List.of(stream, STREAMS.get(1)));
      others.add(StepKey.of(CATALOG, "jvm", "run-1", 1, changed, FIT, PARAMETERS, INPUTS));
    }
    for (StepArtifact input :
        List.of(input("weights", 0, "d"), input("mask", 0, "a"), input("weights", 1, "a"))) {
      List<StepArtifact> changed = List.of(input, INPUTS.get(1), INPUTS.get(2));
      others.add(
          StepKey.of(CATALOG, "jvm", "run-1", 1, task("t", STREAMS), FIT, PARAMETERS, changed));
    }
    others.add(
        StepKey.of(CATALOG, "dl4j-cpu", "run-1", 1, task("t", STREAMS), FIT, PARAMETERS, INPUTS));
    assertThat(others).doesNotContain(base);
    assertThat(new HashSet<>(others)).hasSameSizeAs(others);
  }

  @Test
  void placeRunAndTaskCountOnlyWhereTheStepIsNotMemoised() {
    Kind plain = new Kind(Fit.class, FIT_DEFAULTS, 3, true, false);
    Kind once = new Kind(Fit.class, FIT_DEFAULTS, 3, false, false);
    assertThat(keyOf(plain, "jvm", "run-2", "u")).isEqualTo(keyOf(plain, "dl4j-cpu", "run-1", "t"));
    assertThat(keyOf(once, "jvm", "run-2", "t")).isNotEqualTo(keyOf(once, "jvm", "run-1", "t"));
    assertThat(keyOf(once, "jvm", "run-1", "u")).isNotEqualTo(keyOf(once, "jvm", "run-1", "t"));
  }

  @Test
  void aSetupOrTeardownIsAnotherStepInEachRunTaskAndTry() {
    for (TaskSettings settings :
        List.of(
            TaskSettings.builder().setup().build(),
            TaskSettings.builder().teardown(false).build())) {
      Task t = with(settings, task("t", STREAMS));
      Task u = with(settings, task("u", STREAMS));
      StepKey first = StepKey.of(CATALOG, "jvm", "run-1", 1, t, FIT, PARAMETERS, INPUTS);
      assertThat(StepKey.of(CATALOG, "jvm", "run-1", 1, t, FIT, PARAMETERS, INPUTS))
          .isEqualTo(first);
      assertThat(
              List.of(
                  key(CATALOG, FIT, PARAMETERS),
                  StepKey.of(CATALOG, "jvm", "run-2", 1, t, FIT, PARAMETERS, INPUTS),
                  StepKey.of(CATALOG, "jvm", "run-1", 1, u, FIT, PARAMETERS, INPUTS),
                  StepKey.of(CATALOG, "jvm", "run-1", 2, t, FIT, PARAMETERS, INPUTS)))
          .doesNotContain(first);
    }
  }

  private static Task with(TaskSettings settings, Task task) {
    TaskNode node = task.node();
    return new Task(
        new TaskNode(node.taskId(), node.upstream(), settings, node.flow()),
        task.operator(),
        task.operatorVersion(),
        task.parameters(),
        task.inputs(),
        task.streams(),
        task.place());
  }

  private static StepKey keyOf(Kind operator, String executor, String run, String id) {
    return StepKey.of(CATALOG, executor, run, 1, task(id, STREAMS), operator, PARAMETERS, INPUTS);
  }

  @Test
  void valuesThatDoNotFitTheParametersAreNamed() throws Exception {
    for (String[] bad :
        new String[][] {
          {"{\"batch\": \"many\"}", "int"},
          {"{\"batch\": 1.5}", "1.5"},
          {"{\"batch\": null}", "batch: Cannot map"},
          {"{\"batsch\": 5}", "batsch"},
          {"{\"schedule\": {\"rate\": 0.1, \"until\": 5, \"warm\": 1}}", "warm"}
        }) {
      ObjectNode tree = (ObjectNode) Parameters.MAPPER.readTree(bad[0]);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Parameters.read(FIT, tree))
          .withMessageStartingWith("parameters of operator fit: ")
          .withMessageContaining(bad[1]);
    }
    Kind required = new Kind(Fit.class, null, 3, true, true);
    ObjectNode missing = (ObjectNode) Parameters.MAPPER.readTree("{\"criterion\": \"magnitude\"}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parameters.read(required, missing))
        .withMessageContaining("batch");
  }

  @Test
  void aDiffNamesThePathsAndBothValues() {
    StepKey left = key(CATALOG, FIT, PARAMETERS);
    Fit other = new Fit("magnitude", 60, new Schedule(1e-3, 1L << 60), Map.of("fc3", 0.1));
    StepKey right =
        StepKey.of(
            catalog(2, Map.of()),
            "jvm",
            "run-1",
            1,
            task("t", List.of(new RandomStream("order", 42, List.of(2L)), STREAMS.get(1))),
            FIT,
            other,
            List.of(input("weights", 0, "d"), INPUTS.get(1)));
    assertThat(KeyDiff.between(left.json(), right.json()))
        .containsExactly(
            new KeyDiff.Difference("inputs.data[0]", quoted("c"), null),
            new KeyDiff.Difference("inputs.weights[0]", quoted("a"), quoted("d")),
            new KeyDiff.Difference("parameters.batch", "128", null),
            new KeyDiff.Difference("parameters.fractions.fc1", "0.2", null),
            new KeyDiff.Difference("parameters.schedule.rate", null, "0.001"),
            new KeyDiff.Difference("streams.order", "seed 42 path [\"1\"]", "seed 42 path [\"2\"]"),
            new KeyDiff.Difference("versions.criterion/magnitude", "1", "2"));
    assertThat(KeyDiff.between(left.json(), left.json())).isEmpty();
  }

  private static String quoted(String digit) {
    return "\"" + digit.repeat(64) + "\"";
  }
}
