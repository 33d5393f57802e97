package io.espalier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A library comes in with a licence that somebody has looked at. */
class LicencesTest {
  private static final Path PAGE = Path.of("..").resolve("docs/licences.md");

  /** How POMs name licences; the first that fits. */
  private static final Map<String, Pattern> NAMES = new LinkedHashMap<>();

  static {
    name("MIT-0", "^MIT-0$");
    name("MIT", "^(The )?MIT\\b");
    name("CC0-1.0", "CC0");
    name("MPL-2.0", "^MPL 2");
    name("EPL-2.0", "^(EPL[- ]2|Eclipse Public License.*v?2)");
    name("BSD-3-Clause", "BSD-3|EDL 1|Eclipse Distribution License");
    name("BSD-2-Clause", "BSD[- ]2|BSD 2-Clause");
    name("CDDL-1.1", "^CDDL");
    name("Public-Domain", "^Public Domain$");
    name("Apache-2.0", "^(The )?Apache");
  }

  private static void name(String spdx, String pattern) {
    NAMES.put(spdx, Pattern.compile(pattern));
  }

  private record Library(String group, String artifact, List<String> licences) {}

  @Test
  void everyLibraryStandsOnThePageUnderTheLicenceOfItsPom() throws Exception {
    Map<String, Set<String>> page = page();
    List<Library> libraries = libraries();
    assertThat(libraries).as("libraries on the class path").hasSizeGreaterThan(50);

    List<String> unknown = new ArrayList<>();
    for (Library library : libraries) {
      Set<String> stands =
          page.getOrDefault(
              library.group() + ":" + library.artifact(),
              page.getOrDefault(library.group(), Set.of()));
      if (library.licences().stream().map(LicencesTest::spdx).noneMatch(stands::contains)) {
        unknown.add(library + " (expected: one of " + stands + ")");
      }
    }
    assertThat(unknown).as("libraries that docs/licences.md does not have so").isEmpty();
  }

  @Test
  void aLicenceThatNobodyHasLookedAtIsNone() {
    assertThat(spdx("GNU Affero General Public License v3")).isEmpty();
    assertThat(spdx("SSPL-1.0")).isEmpty();
    assertThat(spdx("GPL2 w/ CPE")).isEmpty();
  }

  private static String spdx(String name) {
    return NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().matcher(name).find())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  /** Licences by group, or by group and artifact. */
  private static Map<String, Set<String>> page() throws IOException {
    Map<String, Set<String>> licences = new LinkedHashMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = Pattern.compile("^\\| ([A-Za-z0-9.-]+) \\| (`.*`) \\|$").matcher(line);
      if (row.matches()) {
        Stream.of(row.group(2).replace("`", "").split(" ", -1))
            .forEach(
                name -> licences.computeIfAbsent(name, key -> new TreeSet<>()).add(row.group(1)));
      }
    }
    return licences;
  }

  /** The jars of the class path that lie in a Maven repository, with what their POMs say. */
  private static List<Library> libraries() throws Exception {
    List<Library> libraries = new ArrayList<>();
    Set<Path> seen = new TreeSet<>();
    for (String jar : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      Path file = Path.of(jar);
      if (!jar.endsWith(".jar") || file.getNameCount() < 4) {
        continue;
      }
      Path version = file.getName(file.getNameCount() - 2);
      Path artifact = file.getName(file.getNameCount() - 3);
      Path pom = file.resolveSibling(artifact + "-" + version + ".pom");
      if (Files.exists(pom) && seen.add(pom)) {
        libraries.add(library(pom));
      }
    }
    return libraries;
  }

  private static Library library(Path pom) throws Exception {
    Element project = read(pom);
    String group = text(project, "groupId");
    Element parent = child(project, "parent");
    if (group == null && parent != null) {
      group = text(parent, "groupId");
    }
    String own = String.valueOf(group);
    // A POM lies below the folders of its group, its artifact and its version.
    int below = own.split("\\.", -1).length + 3;
    Path repository = pom.getRoot().resolve(pom.subpath(0, pom.getNameCount() - below));
    return new Library(
        own, String.valueOf(text(project, "artifactId")), licences(project, repository));
  }

  /** Those of a POM, or of the nearest of its parents that names any. */
  private static List<String> licences(Element project, Path repository) throws Exception {
    Element all = child(project, "licenses");
    if (all != null) {
      return children(all).map(licence -> String.valueOf(text(licence, "name"))).toList();
    }
    Element parent = child(project, "parent");
    if (parent == null) {
      return List.of();
    }
    String artifact = text(parent, "artifactId");
    String version = text(parent, "version");
    Path pom =
        repository
            .resolve(String.valueOf(text(parent, "groupId")).replace('.', '/'))
            .resolve(artifact + "/" + version + "/" + artifact + "-" + version + ".pom");
    return licences(read(pom), repository);
  }

  private static Element read(Path pom)
      throws ParserConfigurationException, SAXException, IOException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(pom.toFile()).getDocumentElement();
  }

  private static @Nullable String text(Element of, String name) {
    Element found = child(of, name);
    return found == null ? null : found.getTextContent().strip();
  }

  private static @Nullable Element child(Element of, String name) {
    return children(of).filter(each -> each.getTagName().equals(name)).findFirst().orElse(null);
  }

  private static Stream<Element> children(Element of) {
    List<Element> elements = new ArrayList<>();
    for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        elements.add(element);
      }
    }
    return elements.stream();
  }
}
