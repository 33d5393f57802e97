package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say before there is a store. */
class NoStoreTest {
  @TempDir private Path folder;

  private Path none;

  @BeforeEach
  void nameAFolderThatIsNotThere() {
    none = folder.resolve("none");
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheNearest() {
    CommandLineRun command = espalier("resum");
    assertThat(command.exitCode()).isEqualTo(2);
    assertThat(command.err()).contains("unknown argument resum; did you mean resume");
    assertThat(espalier("help").err())
        .as("nothing is near")
        .contains("unknown argument help (see `espalier --help`)");
    assertThat(espalier("show", "--jason").err())
        .contains("unknown argument --jason (see `espalier show --help`)");
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    for (String command :
        "run resume plan status list show compare logs why lineage export report cancel verify fsck data reference doctor"
            .split(" ", -1)) {
      CommandLineRun run = espalier(command, "--help");
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).as(command).contains("Examples:").contains("espalier " + command);
    }
  }

  @Test
  void aFolderWithoutAStoreSaysHowToBegin() {
    assertThat(espalier("list", "--json").out()).contains("\"runs\" : [ ]");
    CommandLineRun list = espalier("list");
    assertThat(list.exitCode()).as("no store holds no run, as with --json").isZero();
    assertThat(list.out()).isEmpty();
    assertThat(list.err()).contains("there is no store in " + none).contains("espalier run FILE");
    CommandLineRun show = espalier("show");
    assertThat(show.exitCode()).isEqualTo(2);
    assertThat(show.err()).contains("espalier run FILE");
    assertThat(none).as("reading makes no store").doesNotExist();
  }

  @Test
  void everySuggestedCommandNamesTheStoreThatWasNamed() {
    for (String command :
        List.of(
            "list",
            "show",
            "status",
            "cancel",
            "resume",
            "logs x",
            "why x",
            "compare x y",
            "lineage 0123abcd",
            "report",
            "verify",
            "fsck",
            "export 0123abcd x",
            "doctor")) {
      CommandLineRun run = espalier(command.split(" ", -1));
      Matcher suggested = Pattern.compile("`(espalier [^`]*)`").matcher(run.out() + run.err());
      while (suggested.find()) {
        assertThat(suggested.group(1)).as(command).containsAnyOf("--home " + none, "--help");
      }
    }
    assertThat(espalier("show").err()).contains("`espalier run FILE --home " + none + "`");
  }

  private CommandLineRun espalier(String... arguments) {
    return CommandLineRun.of(none, arguments);
  }
}
