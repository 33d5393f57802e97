package io.espalier.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.espalier.cli.CommandLineRun;
import io.espalier.cli.environment.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The files in {@code deploy/}: what they are is what they say, and they name what there is. */
class DeployTest {
  private static final Path DEPLOY = Path.of("../deploy");
  private static final Path SCHEMAS = Path.of("src/test/resources/deploy");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void composeFitsItsSchemaAndNamesWhatItDeclares() throws IOException {
    JsonNode compose = tree(DEPLOY.resolve("compose.yaml"));
    assertThat(schema("compose").validate(compose)).isEmpty();
    for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
      JsonNode said = service.getValue();
      assertThat(names(compose.path("secrets"))).containsAll(texts(said.path("secrets")));
      for (Map.Entry<String, JsonNode> needed : said.path("depends_on").properties()) {
        JsonNode other = compose.path("services").path(needed.getKey());
        assertThat(other.isObject()).as("%s needs %s", service.getKey(), needed).isTrue();
        assertThat(needed.getValue().path("condition").asText())
            .as("%s waits for %s", service.getKey(), needed.getKey())
            .isEqualTo(
                other.has("healthcheck") ? "service_healthy" : "service_completed_successfully");
      }
      for (String volume : texts(said.path("volumes"))) {
        assertThat(names(compose.path("volumes"))).contains(volume.replaceFirst(":.*", ""));
      }
      if (!said.has("build")) {
        assertThat(said.path("image").asText())
            .matches("[a-z/]+/?[a-z-]+:[^:@]+@sha256:[0-9a-f]{64}");
      }
    }
    compose
        .path("configs")
        .forEach(config -> assertThat(DEPLOY.resolve(config.path("file").asText())).exists());
    assertThat(Files.readString(DEPLOY.resolve("compose/make-secrets")))
        .contains(names(compose.path("secrets")));
  }

  @Test
  void everyManifestFitsItsSchema() throws IOException {
    for (String name : resources()) {
      assertThat(schema("kubernetes").validate(manifest(name))).as(name).isEmpty();
    }
    assertThat(schema("kubernetes").validate(manifest("kustomization.yaml"))).isEmpty();
    assertThat(schema("kubernetes").validate(manifest("secrets.example.yaml"))).isEmpty();
    try (Stream<Path> files = Files.list(DEPLOY.resolve("kubernetes"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("every file is a resource, or has a part of its own")
          .containsAll(resources())
          .hasSize(resources().size() + 3);
    }
  }

  @Test
  void selectorsMountsAndSecretsLeadSomewhere() throws IOException {
    JsonNode worker = manifest("worker.yaml");
    JsonNode pod = worker.at("/spec/template");
    JsonNode labels = pod.at("/metadata/labels");
    assertThat(worker.at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(manifest("disruption.yaml").at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(manifest("network.yaml").at("/spec/podSelector/matchLabels")).isEqualTo(labels);
    JsonNode container = pod.at("/spec/containers/0");
    Set<String> volumes = new TreeSet<>(pod.at("/spec/volumes").findValuesAsText("name"));
    Map<String, String> mounts = new HashMap<>();
    container
        .path("volumeMounts")
        .forEach(
            mount -> mounts.put(mount.path("name").asText(), mount.path("mountPath").asText()));
    assertThat(volumes).containsAll(mounts.keySet());
    String environment = Files.readString(DEPLOY.resolve("kubernetes/environment.yaml"));
    Matcher secret =
        Pattern.compile("file: " + mounts.get("secrets") + "/([a-z-]+)").matcher(environment);
    List<String> keys = new ArrayList<>();
    while (secret.find()) {
      keys.add(secret.group(1));
    }
    assertThat(keys)
        .containsExactlyInAnyOrderElementsOf(
            names(manifest("secrets.example.yaml").path("stringData")));
    assertThat(environment).contains("folder: " + mounts.get("cache"));
  }

  @Test
  void probesLookWhereTheImagesWorkerSaysThatItIsAlive() throws IOException {
    Matcher home =
        Pattern.compile("ESPALIER_HOME=(\\S+)")
            .matcher(Files.readString(DEPLOY.resolve("Dockerfile")));
    assertThat(home.find()).isTrue();
    JsonNode container = manifest("worker.yaml").at("/spec/template/spec/containers/0");
    for (String probe : List.of("startupProbe", "livenessProbe")) {
      assertThat(container.path(probe).toString()).contains(home.group(1) + "/worker.alive");
    }
  }

  @ParameterizedTest
  @CsvSource({"compose/environment.yaml", "compose/client.yaml", "kubernetes/environment.yaml"})
  void environmentFilesAreReadWithTheirSecrets(String name) throws IOException {
    String text = Files.readString(DEPLOY.resolve(name));
    Matcher secret = Pattern.compile("\\{file: (\\S+)}").matcher(text);
    StringBuilder here = new StringBuilder();
    int secrets = 0;
    while (secret.find()) {
      Path file =
          Files.writeString(folder.resolve("secret-" + secrets), "secret number " + secrets++);
      secret.appendReplacement(here, Matcher.quoteReplacement("{file: " + file + "}"));
    }
    secret.appendTail(here);
    assertThat(secrets).isEqualTo(3);

    Environment read =
        Environment.load(Files.writeString(folder.resolve("environment.yaml"), here), Map.of());

    assertThat(read.database().password()).isEqualTo("secret number 0");
    assertThat(read.temporal()).isNotNull();
  }

  @Test
  void commandsAreThoseThatThereAre() throws IOException {
    JsonNode compose = tree(DEPLOY.resolve("compose.yaml")).at("/services/worker/command");
    JsonNode kubernetes = manifest("worker.yaml").at("/spec/template/spec/containers/0/args");
    Matcher unit =
        Pattern.compile("(?m)^ExecStart=\\S+ (.*)$")
            .matcher(Files.readString(DEPLOY.resolve("espalier.service")));
    assertThat(unit.find()).isTrue();
    for (List<String> command :
        List.of(texts(compose), texts(kubernetes), List.of(unit.group(1).split(" ", -1)))) {
      List<String> asked = new ArrayList<>(command);
      asked.add("--help");
      CommandLineRun help = CommandLineRun.of(folder, asked.toArray(String[]::new));
      assertThat(help.exitCode()).as("%s: %s", command, help.err()).isZero();
      assertThat(help.out()).contains("Usage: espalier " + command.get(command.size() - 1));
    }
  }

  @Test
  void systemdFindsNothingWrongWithTheUnit() throws Exception {
    assumeTrue(onPath("systemd-analyze"), "no systemd-analyze here");
    Path unit = folder.resolve("espalier.service");
    String text = Files.readString(DEPLOY.resolve("espalier.service"));
    Files.writeString(unit, text.replace("/opt/espalier/espalier", "/bin/true"));
    Process verify =
        new ProcessBuilder("systemd-analyze", "verify", unit.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(verify.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(verify.exitValue()).as(said).isZero();
    assertThat(said).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compose.yaml           | restart: unless-stopped | restart: sometimes
          compose.yaml           | healthcheck:            | helthcheck:
          compose.yaml           | interval: 5s            | interval: 5
          compose.yaml           | 127.0.0.1:5432:5432     | 5432:5432
          kubernetes/worker.yaml | replicas: 3             | replicas: three
          kubernetes/worker.yaml | runAsNonRoot: true      | runAsNonRoot: false
          kubernetes/worker.yaml | livenessProbe:          | livenesProbe:
          kubernetes/worker.yaml | memory: 8Gi             | memory: 8GB
          kubernetes/worker.yaml | apps/v1                 | apps/v1beta1
          """)
  void theSchemasRefuseMistakes(String file, String from, String to) throws IOException {
    String good = Files.readString(DEPLOY.resolve(file));
    assertThat(good).contains(from);
    Schema schema = schema(file.startsWith("kubernetes") ? "kubernetes" : "compose");

    assertThat(schema.validate(tree(good.replace(from, to)))).isNotEmpty();
  }

  private static boolean onPath(String command) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, command)));
  }

  private static List<String> resources() throws IOException {
    return texts(manifest("kustomization.yaml").path("resources"));
  }

  private static JsonNode manifest(String name) throws IOException {
    return tree(DEPLOY.resolve("kubernetes").resolve(name));
  }

  private static Schema schema(String name) throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(SCHEMAS.resolve(name + ".schema.json")));
  }

  private static JsonNode tree(Path file) throws IOException {
    return tree(Files.readString(file));
  }

  private static JsonNode tree(String yaml) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    return JSON.valueToTree(new Load(settings).loadFromString(yaml));
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
