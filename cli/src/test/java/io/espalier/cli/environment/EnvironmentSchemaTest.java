package io.espalier.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.espalier.cli.CommandLineRun;
import io.espalier.experiment.read.ExperimentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** What editors are told of environment files is what the loader takes. */
class EnvironmentSchemaTest {
  private static final String DATABASE = "database: {url: \"jdbc:postgresql://db:5432/e\"}\n";
  private static final String ARTIFACTS = "artifacts: {folder: objects}\n";

  @TempDir private Path folder;

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Environment.schema());

  private static JsonNode tree(String yaml) {
    Object loaded =
        new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
    return new ObjectMapper().valueToTree(loaded);
  }

  private Environment load(String text) throws IOException {
    return Environment.load(Files.writeString(folder.resolve("e.yaml"), text), Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "configs/environments/team.yaml",
        "deploy/compose/environment.yaml",
        "deploy/compose/client.yaml",
        "deploy/kubernetes/environment.yaml"
      })
  void whatIsShippedFitsAndLoads(String file) throws IOException {
    Path shipped = Path.of("..").resolve(file);
    assertThat(schema.validate(tree(Files.readString(shipped)))).isEmpty();
    assertThat(Environment.load(shipped, Map.of()).name()).startsWith("postgresql://");
  }

  @Test
  void theFileToCopyNamesTheSchemaForEditors() throws IOException {
    Path shipped = Path.of("../configs/environments/team.yaml");
    assertThat(Files.readString(shipped))
        .startsWith("# yaml-language-server: $schema=../environment.schema.json\n");
    assertThat(shipped.resolveSibling("../environment.schema.json")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ARTIFACTS,
        "artifacts: {s3: {bucket: b, secret_key: {file: s}, access_key: {environment: A}}}\n",
        ARTIFACTS + "cache: {gigabytes: 2}\nqueues: [cpu, gpu]\n",
        ARTIFACTS + "temporal: {target: \"t:7233\", tls: {root_certificate: root.pem}}\n"
      })
  void whatTheLoaderTakesFits(String more) throws IOException {
    assertThat(load(DATABASE + more).name()).isEqualTo("postgresql://db:5432/e");
    assertThat(schema.validate(tree(DATABASE + more))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "databse: {url: x}                     | databse           | database",
        "artefacts: {folder: x}                | artefacts         | artifacts",
        "temporal: {targt: 't:1'}              | targt             | target",
        "temporal: {target: 't:1', names: x}   | names             | namespace",
        "cache: {foldr: x}                     | foldr             | folder",
        "que: [cpu]                            | que               | queues"
      })
  void aMisspeltKeyIsRefusedByBothAndTheLoaderNamesTheNearest(
      String line, String wrong, String nearest) throws IOException {
    String text = DATABASE + ARTIFACTS + line + "\n";
    assertThat(schema.validate(tree(text))).isNotEmpty();
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("e.yaml:3:")
        .hasMessageContaining(wrong)
        .hasMessageContaining(nearest);
  }

  @Test
  void everyCommandSaysSoInTheSameWords() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("e.yaml"), DATABASE + ARTIFACTS + "temporal: {targt: 't:1'}\n");
    for (String command : new String[] {"doctor", "status", "worker", "gc"}) {
      CommandLineRun refused =
          CommandLineRun.of(folder.resolve("home"), command, "--environment", file.toString());
      assertThat(refused.exitCode()).as(command).isEqualTo(2);
      assertThat(refused.err()).as(command).contains("e.yaml:3:").contains("target");
    }
  }

  @Test
  void aSecretInTheFileFitsNoSchema() {
    assertThat(
            schema.validate(
                tree(
                    "database: {url: \"jdbc:postgresql://db/e\", password: hunter2}\n"
                        + ARTIFACTS)))
        .isNotEmpty();
  }
}
