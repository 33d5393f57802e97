package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees whose database is gone while the rest of the store is there. */
class LostDatabaseTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void everyCommandRefusesAndNamesTheOneThatGoesOn() throws IOException {
    Path home = folder.resolve("home");
    Path file = TinyExperiment.write(folder, 4);
    CommandLineRun first = CommandLineRun.of(home, "run", file.toString(), "--json");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(CommandLineRun.of(home, "store", "rebuild").out()).contains("nothing was done");
    Path database = home.resolve("store.mv.db");
    Path kept = folder.resolve("kept");
    Files.move(database, kept);

    for (boolean empty : new boolean[] {false, true}) {
      if (empty) {
        Files.createFile(database);
      }
      for (String[] words :
          new String[][] {
            {"run", file.toString()}, {"resume"}, {"list"}, {"show"}, {"status"}, {"fsck"}
          }) {
        CommandLineRun refused = CommandLineRun.of(home, words);
        assertThat(refused.exitCode()).as(words[0]).isEqualTo(5);
        assertThat(refused.err())
            .as(words[0])
            .contains(empty ? "is empty" : "is missing")
            .contains("espalier --home " + home + " store rebuild");
        assertThat(refused.err().lines()).as(words[0]).hasSize(1);
      }
    }

    CommandLineRun rebuilt = CommandLineRun.of(home, "store", "rebuild", "--json");
    assertThat(rebuilt.exitCode()).as(rebuilt.err()).isZero();
    assertThat(MAPPER.readTree(rebuilt.out()).path("done")).hasSize(1);
    CommandLineRun again = CommandLineRun.of(home, "run", file.toString(), "--json");
    JsonNode shown = MAPPER.readTree(again.out());
    assertThat(shown.at("/steps/executed").asInt()).isZero();
    assertThat(shown.path("results")).isEqualTo(MAPPER.readTree(first.out()).path("results"));
    assertThat(CommandLineRun.of(home, "verify").exitCode()).isZero();
    assertThat(CommandLineRun.of(home, "fsck").exitCode()).isZero();
  }

  @Test
  void withoutAJournalACopyIsAskedFor() throws IOException {
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve("objects/sha256/ab"));

    CommandLineRun run = CommandLineRun.of(home, "list");

    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.err()).contains("a folder of artifacts").contains("put a copy of the folder");
    assertThat(run.err()).doesNotContain("backups");
    CommandLineRun rebuild = CommandLineRun.of(home, "store", "rebuild");
    assertThat(rebuild.exitCode()).isNotZero();
    assertThat(rebuild.err()).contains("there is no journal");
  }
}
