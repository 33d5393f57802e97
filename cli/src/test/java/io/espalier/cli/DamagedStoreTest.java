package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.catalog.Catalog;
import io.espalier.cli.session.OwnedStore;
import io.espalier.data.own.OwnSets;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.plan.Planner;
import io.espalier.step.submit.RunStart;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands do about stored bytes that are not what they were. */
class DamagedStoreTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path before;
  private static Path file;
  private static Path pictures;
  private static JsonNode clean;

  @TempDir private Path folder;
  private Path home;

  @BeforeAll
  static void runOnDataOfTheUsersOwn() throws IOException {
    file = OwnData.experiment(before);
    pictures = OwnData.pictures(before.resolve("pictures"), 10);
    Path home = before.resolve("home");
    CommandLineRun.of(home, "data", "import", "mine", pictures.toString());
    CommandLineRun run = CommandLineRun.of(home, "run", file.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    clean = MAPPER.readTree(run.out());
  }

  @BeforeEach
  void copyTheStore() throws IOException {
    Path from = before.resolve("home");
    home = folder.resolve("home");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path path : files.toList()) {
        Files.copy(path, home.resolve(from.relativize(path)));
      }
    }
  }

  @Test
  void aDamagedDataFileIsTakenFromTheDataFolderBeforeARunBegins() throws IOException {
    damage(images());

    CommandLineRun run = ok("run", file.toString(), "--set", "seed=8", "--json");

    assertThat(MAPPER.readTree(run.out()).path("state").asText()).isEqualTo("success");
    assertThat(ok("fsck").out()).startsWith("ok");
  }

  @Test
  void aDamagedDataFileIsTakenFromTheDataFolderBeforeARunGoesOn() throws IOException {
    submittedAgain();
    damage(images());

    CommandLineRun resumed = ok("resume", "--json");

    assertThat(resumed.err()).contains("train-images.idx was damaged: restored from that file");
    assertThat(MAPPER.readTree(resumed.out()).path("results")).isEqualTo(clean.path("results"));
    assertThat(ok("fsck").out()).startsWith("ok");
  }

  @Test
  void whereNeitherCopyIsGoodNothingRunsAndTheErrorSaysHowToBringTheFile() throws IOException {
    String run = submittedAgain();
    damage(images());
    damage(home.resolve("data/mine/train-images.idx"));

    CommandLineRun resumed = espalier("resume");
    assertThat(resumed.exitCode()).isEqualTo(5);
    assertThat(resumed.err())
        .hasLineCount(1)
        .contains("a file of data set mine", "is damaged in the store", "no good copy lies in")
        .contains("`espalier data import mine SOURCE", "`espalier resume " + run);
    CommandLineRun again = espalier("run", file.toString());
    assertThat(again.exitCode()).isNotZero();
    assertThat(again.err()).contains("espalier data import mine SOURCE");
    assertThat(list()).as("no run was begun").hasSize(2);
    CommandLineRun fsck = espalier("fsck", "--repair");
    assertThat(fsck.exitCode()).isEqualTo(5);
    assertThat(fsck.out()).contains("bring the file back");

    ok("data", "import", "mine", pictures.toString());
    ok("resume", run);
    assertThat(ok("fsck").out()).startsWith("ok");
  }

  @Test
  void aDamagedOutputOfARunThatEndedIsComputedAgain() throws IOException {
    String weights = clean.path("results").path(0).path("weights").asText();
    damage(object(weights));

    CommandLineRun fsck = espalier("fsck");
    assertThat(fsck.exitCode()).isEqualTo(5);
    assertThat(fsck.out()).contains("output weights of step", "`espalier fsck --repair`");
    String run = clean.path("run_id").asText();
    assertThat(ok("fsck", "--repair").out()).contains("`espalier resume " + run + "`");
    assertThat(ok("fsck").out()).contains("computes it again").contains("ok: ");
    CommandLineRun resumed = ok("resume", run, "--json");

    assertThat(MAPPER.readTree(resumed.out()).path("results")).isEqualTo(clean.path("results"));
    assertThat(ok("fsck").out()).startsWith("ok");
    ok("verify");
    assertThat(ok("resume").err()).contains("has ended already");
  }

  @Test
  void anOwnerThatIsAliveRepairsItsStore() throws IOException {
    damage(object(clean.path("results").path(0).path("weights").asText()));
    try (OwnedStore owner = OwnedStore.take(home, "a test")) {
      assertThat(owner.home()).isEqualTo(home);

      CommandLineRun repaired = ok("fsck", "--repair");

      assertThat(repaired.err()).contains("The owner of the store reads every file");
      assertThat(repaired.out()).contains("its step was reopened");
      assertThat(ok("fsck").out()).contains("ok: ");
    }
  }

  @Test
  void configurationAndPlanAreMadeAgainFromEachOther() throws IOException {
    RunRecord run = only();
    damage(object(run.configDigest()));
    assertThat(espalier("fsck").out()).contains("the configuration of run " + run.runId());
    assertThat(ok("fsck", "--repair").out()).contains("restored from the plan of " + run.runId());
    damage(object(run.planDigest()));
    assertThat(espalier("fsck").out())
        .contains("the plan of run " + run.runId(), "the run cannot go on without it");
    assertThat(ok("fsck", "--repair").out())
        .contains("restored from the configuration of " + run.runId());
    assertThat(ok("fsck").out()).startsWith("ok");
    ok("show");
    ok("verify");
  }

  @Test
  void aDamagedLogIsDroppedAndLogsSaysSo() throws IOException {
    String log;
    try (Store store = Stores.readOnly(home)) {
      String key = store.tasks().find(runId(), "r1.dense.train").orElseThrow().stepKey();
      log = String.valueOf(store.steps().attempts(String.valueOf(key)).get(0).logDigest());
    }
    damage(object(log));

    assertThat(espalier("fsck").out()).contains("log of attempt 1 at task r1.dense.train");
    ok("fsck", "--repair");

    assertThat(ok("fsck").out()).startsWith("ok");
    assertThat(espalier("logs", "r1.dense.train").err())
        .contains("attempt 1 has no log", "fsck --repair");
    ok("verify");
  }

  @Test
  void aRunGoesOnWithTheDataItWasPlannedWith() throws IOException {
    submitted(9);
    OwnData.pictures(folder.resolve("more"), 13);
    ok("data", "import", "mine", folder.resolve("more").toString());

    JsonNode resumed = MAPPER.readTree(ok("resume", "--json").out());

    assertThat(resumed.at("/steps/executed").asInt()).isPositive();
    Path other = folder.resolve("other");
    CommandLineRun.of(other, "data", "import", "mine", pictures.toString());
    CommandLineRun planned =
        CommandLineRun.of(other, "run", file.toString(), "--set", "seed=9", "--json");
    assertThat(resumed.path("results")).isEqualTo(MAPPER.readTree(planned.out()).path("results"));
    JsonNode fresh = MAPPER.readTree(ok("run", file.toString(), "--set", "seed=9", "--json").out());
    assertThat(fresh.at("/steps/executed").asInt()).as("new bytes, new steps").isPositive();
  }

  @Test
  void aRunGoesOnWithADataSetThatIsNoLongerImported() throws IOException {
    submitted(9);
    try (Stream<Path> files = Files.list(home.resolve("data/mine"))) {
      for (Path gone : files.toList()) {
        Files.delete(gone);
      }
    }

    JsonNode resumed = MAPPER.readTree(ok("resume", "--json").out());

    assertThat(resumed.path("state").asText()).isEqualTo("success");
    assertThat(resumed.at("/steps/executed").asInt()).isPositive();
  }

  @Test
  void resumeTakesTheLatestRunThatCanBeResumedAndNamesTheOthers() throws IOException {
    String first = submittedAgain();
    String second = submittedAgain();
    ok("run", file.toString());

    CommandLineRun resumed = ok("resume", "--json");

    assertThat(MAPPER.readTree(resumed.out()).path("run_id").asText()).isEqualTo(second);
    assertThat(resumed.err())
        .contains("Goes on with run " + second, "`espalier resume RUN`", first + " (queued)");
    assertThat(MAPPER.readTree(ok("resume", "--json").out()).path("run_id").asText())
        .isEqualTo(first);
    assertThat(ok("resume").err()).contains("has ended already");
  }

  /** A run that nobody has walked yet, with a seed of its own. */
  private String submitted(int seed) throws IOException {
    Catalog catalog = Catalog.builtIn().with(OwnSets.in(home));
    Experiment experiment = Experiments.load(file, List.of("seed=" + seed), catalog);
    try (Store store = Stores.own(home, "test")) {
      String split = String.valueOf(store.tasks().list(runId()).get(0).stepKey());
      List<String> data =
          store.steps().inputs(split).stream().map(input -> input.artifact().sha256()).toList();
      Plan plan = Planner.plan(experiment, catalog, data);
      return RunStart.submit(store, plan, Instant.now()).runId();
    }
  }

  private String runId() {
    return clean.path("run_id").asText();
  }

  /** A run of the same plan that nobody has walked yet. */
  private String submittedAgain() {
    try (Store store = Stores.own(home, "test")) {
      RunRecord run = store.runs().list().get(0);
      return RunStart.submit(
              store, PlanJson.read(store.artifacts().read(run.planDigest())), Instant.now())
          .runId();
    }
  }

  private RunRecord only() {
    try (Store store = Stores.readOnly(home)) {
      return store.runs().list().get(0);
    }
  }

  private List<RunRecord> list() {
    try (Store store = Stores.readOnly(home)) {
      return store.runs().list();
    }
  }

  private Path images() throws IOException {
    try (Stream<Path> objects = Files.walk(home.resolve("objects"))) {
      byte[] images = Files.readAllBytes(home.resolve("data/mine/train-images.idx"));
      return objects
          .filter(Files::isRegularFile)
          .filter(path -> same(path, images))
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean same(Path path, byte[] bytes) {
    try {
      return Arrays.equals(Files.readAllBytes(path), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path object(String digest) {
    return home.resolve("objects/sha256").resolve(digest.substring(0, 2)).resolve(digest);
  }

  private static void damage(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length - 1] ^= 1;
    Files.write(path, bytes);
  }

  private CommandLineRun ok(String... arguments) {
    CommandLineRun run = espalier(arguments);
    assertThat(run.exitCode()).as("%s: %s%s", List.of(arguments), run.out(), run.err()).isZero();
    return run;
  }

  private CommandLineRun espalier(String... arguments) {
    return CommandLineRun.of(home, arguments);
  }
}
