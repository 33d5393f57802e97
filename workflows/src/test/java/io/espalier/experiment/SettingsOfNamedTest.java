package io.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.JarMaker;
import io.espalier.catalog.PluginException;
import io.espalier.catalog.TestCatalog;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.experiment.read.Settings;
import io.espalier.experiment.schema.ExperimentReference;
import io.espalier.experiment.schema.ExperimentSchema;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code criterion: warm} or {@code criterion: {warm: {temperature: 3}}}, and all that follows. */
class SettingsOfNamedTest {
  private static final Catalog CATALOG = TestCatalog.get().with(List.of(new Warm(), new Unfit()));

  @TempDir Path folder;
  @TempDir Path work;

  /** How a layer is looked at. */
  enum By {
    MEAN,
    LARGEST
  }

  /** A record within the settings. */
  record Window(
      @Doc("Its length.") @Range(min = 1, max = 9) @Default("3") @Shorthand int length,
      @Doc("Its step.") @Range(min = 1, max = 9) @Default("1") int step) {}

  /** Settings of every kind. */
  record Knobs(
      @Doc("What the logits are divided by.")
          @Range(min = 0, above = true, max = 1000)
          @Default("200")
          @Shorthand
          double temperature,
      @Doc("How.") @Default("mean") By by,
      @Doc("Where.") @Default("{}") Window window,
      @Doc("A criterion to start from.") @Known("criterion") @Default("magnitude") Named first,
      @Doc("Others.") @Known("criterion") @Default("[]") List<Named> others,
      @Doc("Iterations; where left out, train.iterations.") @Range(min = 1, max = 1e9) @Iterations
          @Nullable Long length) {
    Knobs {
      if (window.step() > window.length()) {
        throw new IllegalArgumentException(
            "step: " + window.step() + " (expected: at most the length)");
      }
      others = List.copyOf(others);
    }
  }

  @Test
  void aNameAloneHasTheDefaults() {
    assertThat(warm("warm")).isEqualTo(knobs(200));
  }

  @Test
  void settingsAreReadByTheirRecord() {
    assertThat(warm("{warm: {temperature: 3}}")).isEqualTo(knobs(3));
    assertThat(warm("{warm: 3}")).isEqualTo(knobs(3));
    Knobs all = warm("{warm: {by: largest, window: 5, first: {warm: 7}, others: [snip]}}");
    assertThat(all.by()).isEqualTo(By.LARGEST);
    assertThat(all.window()).isEqualTo(new Window(5, 1));
    assertThat(all.first().settings(Knobs.class).temperature()).isEqualTo(7);
    assertThat(all.others()).containsExactly(Named.of("snip"));
  }

  @Test
  void whatIsLeftOutIsCompletedFromTheRestOfTheFileAtAnyDepth() {
    Knobs knobs = warm("{warm: {length: 1 epoch, first: warm}}");

    // 60000 - 5000 examples in batches of 60, the rest of the epoch left out
    assertThat(knobs.length()).isEqualTo(916);
    assertThat(knobs.first().settings(Knobs.class).length()).isEqualTo(1500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {warm: {temperatur: 3}} | 2:39 | prune.criterion.warm: unknown key temperatur | one of: temperature, by, window, first, others, length; did you mean temperature?
          {warm: {temperature: 0}} | 2:52 | prune.criterion.warm.temperature: 0 | a number above 0 and at most 1000
          {warm: {by: max}} | 2:43 | prune.criterion.warm.by: max | one of: mean, largest
          {warm: {first: snap}} | 2:46 | prune.criterion.warm.first: snap | one of: l2, magnitude, random, snip, unfit, warm; did you mean snip?
          {warm: {first: {warm: 0}}} | 2:53 | prune.criterion.warm.first.warm.temperature: 0 | a number above 0 and at most 1000
          {warm: {others: [snip, snap]}} | 2:54 | prune.criterion.warm.others.1: snap | one of: l2, magnitude, random, snip, unfit, warm; did you mean snip?
          {warm: {window: {step: 4}}} | 2:38 | prune.criterion.warm: step: 4 | at most the length
          {warm: {length: 1501}} | 2:47 | prune.criterion.warm.length: 1501 | at most train.iterations, 1500
          {warm: [3]} | 2:38 | prune.criterion.warm: a list | a mapping with temperature, by, window, first, others, length
          {snip: {x: 1}} | 2:38 | prune.criterion.snip: a mapping | no settings, since snip has none
          {warm: 3, snip: {}} | 2:31 | prune.criterion: 2 keys | one of: l2, magnitude, random, snip, unfit, warm; alone or with its settings
          {wram: 3} | 2:32 | prune.criterion: wram | one of: l2, magnitude, random, snip, unfit, warm; did you mean warm?
          7 | 2:31 | prune.criterion: 7 | one of: l2, magnitude, random, snip, unfit, warm; alone or with its settings
          """)
  void mistakesSayWhereAndWhat(String criterion, String at, String got, String expected) {
    assertThatThrownBy(() -> parse(CATALOG, criterion))
        .isInstanceOf(ExperimentException.class)
        .hasMessage("x.yaml:" + at + ": " + got + " (expected: " + expected + ")");
  }

  @Test
  void aSettingsRecordThatNoFileCouldBeReadIntoIsNamed() {
    assertThatThrownBy(() -> parse(CATALOG, "unfit"))
        .isInstanceOf(PluginException.class)
        .hasMessage("criterion/unfit: settings Wrong.depth has no @Doc (expected: what it means)");
  }

  @Test
  void theStoredConfigurationHasEveryValueAndLoadsAgain() {
    for (String criterion : List.of("warm", "{warm: {others: [{warm: 7}], length: 5}}", "snip")) {
      Experiment experiment = parse(CATALOG, criterion);
      byte[] stored = ExperimentJson.bytes(experiment);

      assertThat(Experiments.parse("stored", stored, CATALOG)).isEqualTo(experiment);
    }
    JsonNode json = ExperimentJson.of(parse(CATALOG, "warm"));
    assertThat(json.at("/prune/criterion/warm/temperature").doubleValue()).isEqualTo(200);
    assertThat(json.at("/prune/criterion/warm/first").textValue()).isEqualTo("magnitude");
    assertThat(json.at("/prune/criterion/warm/length").longValue()).isEqualTo(1500);
    assertThat(ExperimentJson.of(parse(CATALOG, "snip")).at("/prune/criterion").textValue())
        .isEqualTo("snip");
  }

  @Test
  void overridesReachIntoSettings() {
    Experiment changed =
        TestFiles.quickstart(
            CATALOG, "prune.criterion=warm", "prune.criterion.warm.window.length=7");
    assertThat(TestFiles.prune(changed).criterion().settings(Knobs.class).window())
        .isEqualTo(new Window(7, 1));
    Experiment other =
        TestFiles.quickstart(
            CATALOG, "prune.criterion={warm: 9}", "prune.criterion.warm.by=largest");
    assertThat(TestFiles.prune(other).criterion().settings(Knobs.class).temperature()).isEqualTo(9);
    assertThatThrownBy(() -> TestFiles.quickstart(CATALOG, "prune.criterion.warm.bi=mean"))
        .hasMessageStartingWith(
            "--set prune.criterion.warm.bi=mean: prune.criterion.warm: unknown key bi");
  }

  @Test
  void operatorParametersHoldWhatDiffersFromTheDefaults() {
    Record weak = new Knobs(200, By.LARGEST, new Window(3, 2), first(7), List.of(), null);

    ObjectNode changed = Settings.changed(new Named("warm", weak), CATALOG);

    assertThat(changed)
        .hasToString(
            "{\"by\":\"largest\",\"window\":{\"step\":2},\"first\":{\"warm\":{\"temperature\":7.0}}}");
    assertThat(Settings.of(new Warm(), changed, CATALOG)).isEqualTo(weak);
  }

  @Test
  void settingsAtTheirDefaultsLeaveNoTraceInOperatorParameters() {
    Record plain =
        new Knobs(200, By.MEAN, new Window(3, 1), Named.of("magnitude"), List.of(), null);

    assertThat(Settings.changed(new Named("warm", plain), CATALOG)).isNull();
    assertThat(Settings.of(new Warm(), null, CATALOG)).isEqualTo(plain);
    assertThat(Settings.changed(Named.of("snip"), CATALOG)).isNull();
  }

  @Test
  void parametersThatDoNotFitAreRefusedByName() {
    ObjectNode wrong = JsonNodeFactory.instance.objectNode().put("temperature", -1);

    assertThatThrownBy(() -> Settings.of(new Warm(), wrong, CATALOG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the settings of criterion/warm: temperature: -1 (expected: a number above 0 and at"
                + " most 1000)");
    Descriptor snip = CATALOG.get("criterion", "snip");
    assertThatThrownBy(() -> Settings.of(snip, wrong, CATALOG))
        .hasMessage("criterion/snip: {\"temperature\":-1} (expected: no settings)");
  }

  @Test
  void theSchemaAndTheReferenceAreReadOffTheRecord() {
    Catalog catalog = TestCatalog.get().with(List.of(new Warm()));
    JsonNode definitions = ExperimentSchema.of(catalog).get("$defs");

    assertThat(definitions.at("/PruneConfig/properties/criterion/$ref").textValue())
        .isEqualTo("#/$defs/criterion");
    assertThat(definitions.at("/criterion/anyOf/0/enum")).hasSize(5);
    assertThat(definitions.at("/criterion.warm/anyOf/1/properties/temperature/exclusiveMinimum"))
        .hasToString("0");
    assertThat(ExperimentReference.of(catalog))
        .contains(
            "### `warm`",
            "| `temperature` ◂ | What the logits are divided by. | a number above 0 and at most"
                + " 1000 | `200` |");
  }

  @Test
  void aJarBringsSettingsThatNothingHereKnows() throws Exception {
    String source =
        """
        import io.espalier.catalog.*;
        import io.espalier.catalog.setting.*;
        import java.util.Set;
        public final class Sharp implements CriterionDescriptor {
          record Edge(
              @Doc("How sharp.") @Range(min = 1, max = 5) @Default("2") int degree,
              @Doc("Which.") @Default("left") Side side) {}
          enum Side { LEFT, RIGHT }
          public String name() { return "sharp"; }
          public int version() { return 1; }
          public String summary() { return "For a test."; }
          public Set<Granularity> granularities() { return Set.of(Granularity.WEIGHT); }
          public Class<Edge> settings() { return Edge.class; }
        }
        """;
    JarMaker.make(work, folder.resolve("sharp.jar"), Map.of("Sharp", source), "Sharp");
    Catalog catalog = TestCatalog.get().withPlugins(folder, misnamed -> {});

    Experiment experiment = parse(catalog, "{sharp: {side: right}}");
    assertThat(TestFiles.prune(experiment).criterion())
        .hasToString("Named[name=sharp, settings=Edge[degree=2, side=RIGHT]]");
    byte[] stored = ExperimentJson.bytes(experiment);
    assertThat(Experiments.parse("stored", stored, catalog)).isEqualTo(experiment);
    assertThatThrownBy(() -> parse(catalog, "{sharp: {degree: 9}}"))
        .hasMessage(
            "x.yaml:2:48: prune.criterion.sharp.degree: 9 (expected: a whole number from 1 to 5)");
    assertThatThrownBy(() -> parse(catalog, "{sharp: {sied: left}}"))
        .hasMessageEndingWith("did you mean side?)");
    assertThat(ExperimentSchema.of(catalog).at("/$defs/criterion.sharp/properties/degree/maximum"))
        .hasToString("5");
    assertThat(ExperimentReference.of(catalog))
        .contains("| `side` | Which. | one of: left, right |");

    Plan plan = Planner.plan(experiment, catalog, List.of("a".repeat(64)));
    assertThat(plan.plugins()).containsOnlyKeys("criterion/sharp");
    JsonNode score =
        plan.dag().tasks().stream()
            .filter(task -> task.operator().equals("score"))
            .findFirst()
            .orElseThrow()
            .parameters();
    assertThat(score.get("criterionSettings")).hasToString("{\"side\":\"right\"}");
    Descriptor sharp = catalog.get("criterion", "sharp");
    assertThat(Settings.of(sharp, (ObjectNode) score.get("criterionSettings"), catalog))
        .isEqualTo(TestFiles.prune(experiment).criterion().settings());
  }

  private static Named first(double temperature) {
    return new Named(
        "warm",
        new Knobs(temperature, By.MEAN, new Window(3, 1), Named.of("magnitude"), List.of(), null));
  }

  private static Knobs knobs(double temperature) {
    return new Knobs(
        temperature, By.MEAN, new Window(3, 1), Named.of("magnitude"), List.of(), 1500L);
  }

  private static Knobs warm(String criterion) {
    return TestFiles.prune(parse(CATALOG, criterion)).criterion().settings(Knobs.class);
  }

  private static Experiment parse(Catalog catalog, String criterion) {
    String text =
        """
        name: x
        prune: {rounds: 2, criterion: %s, fraction: 0.2}
        data: {name: mnist, validation: 5000}
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.0012, batch: 60, iterations: 1500}
        arms: {ticket: {after_prune: {rewind: 0}}}
        """;
    return Experiments.parse(
        "x.yaml", text.formatted(criterion).getBytes(StandardCharsets.UTF_8), catalog);
  }

  /** A criterion with settings and something to say of them. */
  static final class Warm implements CriterionDescriptor, SettingsRules {
    @Override
    public String name() {
      return "warm";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "For tests.";
    }

    @Override
    public Set<Granularity> granularities() {
      return Set.of(Granularity.WEIGHT);
    }

    @Override
    public Class<Knobs> settings() {
      return Knobs.class;
    }

    @Override
    public Record completed(Record settings, ChoicePlace place) {
      Knobs own = (Knobs) settings;
      return own.length() != null
          ? own
          : new Knobs(
              own.temperature(),
              own.by(),
              own.window(),
              own.first(),
              own.others(),
              place.experiment().train().iterations());
    }

    @Override
    public void check(ChoicePlace place) {
      Long length = place.settings(Knobs.class).length();
      long most = place.experiment().train().iterations();
      if (length != null && length > most) {
        throw place.fail("length", length.toString(), "at most train.iterations, " + most);
      }
    }
  }

  /** A criterion whose settings say too little. */
  static final class Unfit implements CriterionDescriptor {
    /** Its settings. */
    record Wrong(int depth) {}

    @Override
    public String name() {
      return "unfit";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "For tests.";
    }

    @Override
    public Set<Granularity> granularities() {
      return Set.of(Granularity.WEIGHT);
    }

    @Override
    public Class<Wrong> settings() {
      return Wrong.class;
    }
  }
}
