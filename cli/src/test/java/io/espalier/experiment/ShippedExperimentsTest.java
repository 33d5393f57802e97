package io.espalier.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.espalier.catalog.Catalog;
import io.espalier.data.DataSet;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.experiment.schema.ExperimentSchema;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Every shipped experiment loads, by the loader and by the schema that editors see. */
class ShippedExperimentsTest {
  private static final Catalog CATALOG = Catalog.builtIn();
  private static final Path QUICKSTART = Path.of("../configs/experiments/quickstart.yaml");
  private final ObjectMapper json = new ObjectMapper();
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ExperimentSchema.of(CATALOG));

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(QUICKSTART.getParent())) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void loadsAndFitsTheSchema(Path file) throws IOException {
    Experiment experiment = Experiments.load(file, List.of(), CATALOG);

    assertThat(file).hasFileName(experiment.name() + ".yaml");
    assertThat(schema.validate(tree(Files.readString(file)))).isEmpty();
    Path schemaFile =
        Objects.requireNonNull(file.getParent())
            .relativize(Path.of("../configs/experiment.schema.json"));
    assertThat(Files.readString(file))
        .startsWith("# yaml-language-server: $schema=" + schemaFile + "\n");
  }

  @ParameterizedTest
  @MethodSource("files")
  void isPlannedDownToTheLastRoundOfEveryArm(Path file) {
    Experiment experiment = Experiments.load(file, List.of(), CATALOG);
    DataSet set = CATALOG.get(DataSet.class, experiment.data().name());
    List<String> data = set.files().stream().map(each -> "a".repeat(64)).toList();
    Plan plan = Planner.plan(experiment, CATALOG, data);

    experiment
        .arms()
        .forEach(
            (name, arm) ->
                assertThat(plan.results())
                    .filteredOn(result -> result.arm().equals(name))
                    .extracting(PlannedResult::replicate)
                    .contains(1, experiment.replicates()));
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
  }

  @Test
  void whatIsStoredFitsTheSchemaToo() {
    Experiment experiment = Experiments.load(QUICKSTART, List.of(), CATALOG);

    assertThat(schema.validate(ExperimentJson.of(experiment))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          batch: 60 | bacth: 60
          batch: 60 | batch: 0
          batch: 60 | batch: sixty
          batch: 60 | batch: 60.5
          lenet-300-100 | lenet-300-10
          name: mnist | name: mnits
          criterion: magnitude | criterion: magnitud
          scope: layer | scope: layers
          fraction: 0.2 | fraction: 1
          optimizer: adam | optimizer: adan
          optimizer: adam | optimizer: {adamw: {momentum: 0.9}}
          optimizer: adam | optimizer: {sgd: {momentum: 0.9}}
          learning_rate: 0.0012 | learning_rate: {warmup: 3}
          {rewind: 0} | rewind
          {rewind: 0} | {rewind: {}}
          {rewind: 0} | {rewind: 0, finetune: {}}
          ticket: {after | tic.ket: {after
          replicates: 2 | replicates: two
          """)
  void theSchemaRefusesWhatTheLoaderRefuses(String from, String to) throws IOException {
    String good = Files.readString(QUICKSTART);
    assertThat(good).contains(from);
    String bad = good.replace(from, to);

    assertThatCode(() -> Experiments.parse("bad", bad.getBytes(UTF_8), CATALOG))
        .isInstanceOf(ExperimentException.class);
    assertThat(schema.validate(tree(bad))).isNotEmpty();
  }

  private JsonNode tree(String yaml) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    return json.valueToTree(new Load(settings).loadFromString(yaml));
  }
}
