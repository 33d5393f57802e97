package io.espalier.cli.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What sources say of their classes, as Markdown: papers, equations, what is left open. */
public final class SourceDocs {
  private static final Pattern COMMENT =
      Pattern.compile("(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*public ");
  private static final Pattern CODE = Pattern.compile("\\{@code\\s+([^{}]*)\\}");
  private static final Pattern LINK =
      Pattern.compile("\\{@link(?:plain)?\\s+([^\\s}]+)(?:\\s+([^}]*))?\\}");

  private final Path root;

  /** Sources below the root of a source tree, which need not be there. */
  public SourceDocs(Path root) {
    this.root = root;
  }

  /** What stands before a class; empty where its source is not here. */
  public Optional<String> of(Class<?> type) throws IOException {
    String name = type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
    for (Path module : modules()) {
      Path file = module.resolve("src/main/java").resolve(name);
      if (Files.isRegularFile(file)) {
        Matcher found = COMMENT.matcher(Files.readString(file));
        return found.find() ? Optional.of(plain(found.group(1))) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private List<Path> modules() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(root)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static String plain(String comment) {
    String text =
        comment
            .lines()
            .map(line -> line.strip().replaceFirst("^\\*\\s?", ""))
            .takeWhile(line -> !line.startsWith("@"))
            .collect(Collectors.joining("\n"));
    text = CODE.matcher(text).replaceAll("`$1`");
    text =
        LINK.matcher(text)
            .replaceAll(
                link -> "`" + Matcher.quoteReplacement(shown(link.group(1), link.group(2))) + "`");
    text = text.replaceAll("<p>\\s*", "").replaceAll("</?(pre|ul|ol|em|i|b)>", "");
    text = text.replaceAll("<li>\\s*", "- ").replaceAll("</li>", "");
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    return text.replaceAll("\n{3,}", "\n\n").strip();
  }

  private static String shown(String target, @Nullable String words) {
    return words == null ? target.replaceFirst("^.*\\.(?=[A-Z])", "").replace('#', '.') : words;
  }
}
