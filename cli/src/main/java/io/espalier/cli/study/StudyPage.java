package io.espalier.cli.study;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.claim.ClaimConfig;
import io.espalier.experiment.claim.StudyConfig;
import io.espalier.experiment.read.Choices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The page of a study as Markdown. All but what stands between {@link #BEGIN} and {@link #END}
 * follows from its file and the catalog alone.
 */
public final class StudyPage {
  /** Before what a store says. */
  public static final String BEGIN = "<!-- verdict: written by `espalier study pages` -->\n";

  /** After it. */
  public static final String END = "<!-- end of the verdict -->\n";

  /** Kinds of which pages tell what their sources say. */
  private static final Set<String> TOLD =
      Set.of("analysis", "control", "criterion", "objective", "protocol", "scope", "treatment");

  private static final String NOTHING = "Not run yet.\n";

  private final Experiment experiment;
  private final String file;
  private final Catalog catalog;
  private final SourceDocs docs;
  private final StringBuilder page = new StringBuilder();

  private StudyPage(Experiment experiment, String file, Catalog catalog, SourceDocs docs) {
    this.experiment = experiment;
    this.file = file;
    this.catalog = catalog;
    this.docs = docs;
  }

  /**
   * The page.
   *
   * @param file as it is typed
   * @param verdict what stands between the marks; empty for nothing yet
   */
  public static String of(
      Experiment experiment, String file, Catalog catalog, SourceDocs docs, String verdict)
      throws IOException {
    return new StudyPage(experiment, file, catalog, docs).write(verdict);
  }

  /** What an earlier page says between the marks; empty where it says nothing. */
  public static String verdict(String page) {
    int from = page.indexOf(BEGIN);
    int to = page.indexOf(END);
    String between = from < 0 || to < from ? "" : page.substring(from + BEGIN.length(), to);
    return between.equals(NOTHING) ? "" : between;
  }

  private String write(String verdict) throws IOException {
    StudyConfig study = experiment.study();
    page.append("# ").append(experiment.name()).append("\n\n");
    page.append("<!-- Generated from ")
        .append(file)
        .append(" and the catalog by `espalier study pages`: change those, not this page. -->\n\n");
    if (study != null) {
      about(study);
    }
    page.append("## Verdict\n\n").append(BEGIN);
    page.append(verdict.isEmpty() ? NOTHING : verdict).append(END).append('\n');
    claims();
    used();
    reproduce(study);
    return page.toString();
  }

  private void about(StudyConfig study) {
    StudyConfig.Work work = study.work();
    page.append("> ").append(study.claim()).append('\n');
    page.append(work == null ? "" : ">\n> — " + work.reference() + "\n").append('\n');
    part("As in the work", study.faithful());
    part("Otherwise than in the work", study.after());
    part("What the code is held to", study.oracles());
    part("What would change the verdict", study.changesIf());
  }

  private void part(String title, String text) {
    if (!text.isEmpty()) {
      page.append("**").append(title).append(".** ").append(text.strip()).append("\n\n");
    }
  }

  private void claims() {
    page.append("## What is claimed\n\n");
    for (Map.Entry<String, ClaimConfig> claim : experiment.claims().entrySet()) {
      page.append("- `").append(claim.getKey()).append("`: ");
      page.append(claim.getValue().states()).append('\n');
    }
    page.append("\n[How claims are written and judged](../studies.md).\n\n");
  }

  /** What the file names, each with its sentence. */
  private void used() throws IOException {
    Map<String, Descriptor> used = new TreeMap<>();
    DataSetDescriptor data = catalog.get(DataSetDescriptor.class, experiment.data().name());
    add(used, data);
    add(used, catalog.get(NetworkDescriptor.class, experiment.model().network(data, catalog)));
    var unused =
        Choices.map(
            experiment,
            choice -> {
              catalog
                  .find(choice.kind(), choice.named().name())
                  .ifPresent(descriptor -> add(used, descriptor));
              return choice.named();
            });
    page.append("## What it is made of\n\n| kind | name | |\n|---|---|---|\n");
    used.values()
        .forEach(
            each ->
                page.append("| ")
                    .append(each.kind().replace('_', ' '))
                    .append(" | `")
                    .append(each.name())
                    .append("` | ")
                    .append(each.summary().replace("|", "\\|"))
                    .append(" |\n"));
    for (Descriptor each : used.values()) {
      Optional<String> said =
          TOLD.contains(each.kind()) ? docs.of(each.getClass()) : Optional.empty();
      said.ifPresent(
          text ->
              page.append("\n**")
                  .append(each.kind())
                  .append(" `")
                  .append(each.name())
                  .append("`.** ")
                  .append(text)
                  .append('\n'));
    }
    List<String> arms = new ArrayList<>();
    experiment.arms().keySet().forEach(arm -> arms.add("`" + arm + "`"));
    page.append("\nArms: ").append(String.join(", ", arms));
    page.append("; ")
        .append(experiment.replicates())
        .append(" replicates. Settings and formulas: ");
    page.append("[the experiment file](../experiment-file.md).\n\n");
  }

  private static void add(Map<String, Descriptor> used, Descriptor descriptor) {
    // A network that the file describes has no name to look up.
    if (!descriptor.name().startsWith("{") && !descriptor.name().startsWith("[")) {
      used.put(Catalog.id(descriptor), descriptor);
    }
  }

  private void reproduce(@Nullable StudyConfig study) {
    page.append("## How to reproduce it\n\n```\n./espalier study run ").append(experiment.name());
    page.append("\n./espalier study show ").append(experiment.name()).append("\n```\n");
    if (study != null) {
      page.append("\nAbout ").append(minutes(study.minutes())).append(" on two cores.");
      page.append(
          study.full() == null
              ? ""
              : " At full size: `./espalier study run " + study.full() + "`.");
      page.append('\n');
    }
  }

  /** A time for people. */
  public static String minutes(double minutes) {
    String number =
        minutes == Math.rint(minutes) ? Long.toString((long) minutes) : Double.toString(minutes);
    return number + (minutes == 1 ? " minute" : " minutes");
  }
}
