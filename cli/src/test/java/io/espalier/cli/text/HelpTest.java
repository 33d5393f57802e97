package io.espalier.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.cli.CommandLineRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --help} prints where no terminal says how wide it is. */
class HelpTest {
  private static final int WIDTH = 80;
  private static final Pattern NAMED = Pattern.compile("^  ([a-z-]+)(, [a-z-]+)* +[A-Z].*");

  @TempDir private Path folder;

  @Test
  void proseFillsItsLines() {
    List<List<String>> commands = commands(List.of());
    assertThat(commands).hasSizeGreaterThan(30);
    List<String> ragged = new ArrayList<>();
    for (List<String> command : commands) {
      List<String> lines = help(command);
      for (int line = 1; line < lines.size(); line++) {
        String before = lines.get(line - 1);
        String first = lines.get(line).split(" ", 2)[0];
        if (isProse(before)
            && !before.endsWith(".")
            && isProse(lines.get(line))
            && before.length() + 1 + first.length() < WIDTH) {
          ragged.add(String.join(" ", command) + ": " + before + " | " + first);
        }
      }
    }
    assertThat(ragged).isEmpty();
  }

  /** The words of every command, those of commands with commands too. */
  private List<List<String>> commands(List<String> above) {
    List<String> lines = help(above);
    int begin = lines.indexOf("Commands:");
    Stream<List<String>> below =
        begin < 0
            ? Stream.empty()
            : lines.subList(begin + 1, lines.size()).stream()
                .takeWhile(line -> line.startsWith(" "))
                .map(NAMED::matcher)
                .filter(Matcher::matches)
                .map(named -> join(above, named.group(1)))
                .flatMap(words -> commands(words).stream());
    return Stream.concat(Stream.of(above), below).toList();
  }

  private static List<String> join(List<String> above, String name) {
    List<String> words = new ArrayList<>(above);
    words.add(name);
    return words;
  }

  private List<String> help(List<String> command) {
    CommandLineRun run = CommandLineRun.of(folder, join(command, "--help").toArray(String[]::new));
    assertThat(run.exitCode()).as("espalier %s", command).isZero();
    return Arrays.asList(run.out().split("\n", -1));
  }

  private static boolean isProse(String line) {
    return !line.isEmpty() && !line.startsWith(" ") && !line.endsWith(":");
  }
}
