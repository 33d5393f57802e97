package io.espalier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HandbookTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  @Test
  void everyLinkOfEveryPageLeadsToAFile() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      for (String link : links(page)) {
        if (!Files.exists(page.resolveSibling(link))) {
          dead.add(ROOT.relativize(page) + ": " + link);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void everyPageOfTheHandbookIsReachedFromTheReadme() throws IOException {
    List<Path> reached = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    for (int i = 0; i < reached.size(); i++) {
      for (String link : links(reached.get(i))) {
        Path target = reached.get(i).resolveSibling(link).normalize();
        if (link.endsWith(".md") && !reached.contains(target)) {
          reached.add(target);
        }
      }
    }
    assertThat(pages()).isSubsetOf(reached);
  }

  @Test
  void everyDecisionHasALineInTheirIndex() throws IOException {
    Path index = ROOT.resolve("docs/decisions/README.md");
    List<String> listed = links(index);
    try (Stream<Path> files = Files.list(index.getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .filteredOn(name -> !name.equals("README.md"))
          .isSubsetOf(listed);
    }
  }

  /** Every page at the top and in docs, sorted. */
  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /** What a page links to in this repository, without the places within a page. */
  private static List<String> links(Path page) throws IOException {
    List<String> links = new ArrayList<>();
    Matcher matcher = LINK.matcher(Files.readString(page));
    while (matcher.find()) {
      String link = matcher.group(1).replaceFirst("#.*", "");
      if (!link.isEmpty() && !link.contains("://") && !link.startsWith("mailto:")) {
        links.add(link);
      }
    }
    return links;
  }
}
