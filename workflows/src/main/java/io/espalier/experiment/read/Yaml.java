package io.espalier.experiment.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A YAML document as a tree in which everything knows where it stands. */
public sealed interface Yaml {
  /** Where it begins. */
  Position at();

  /** How it is shown in an error, on one line. */
  String shown();

  /** What a plain or quoted scalar is by YAML's core schema. */
  enum Kind {
    TEXT,
    WHOLE,
    NUMBER,
    TRUTH,
    NULL
  }

  /** A single value. */
  record Scalar(String text, Kind kind, Position at) implements Yaml {
    private static final int SHOWN = 60;

    @Override
    public String shown() {
      if (kind == Kind.NULL) {
        return "nothing";
      }
      return kind == Kind.TEXT ? shown(text) : cut(text);
    }

    /** Text on one line; quotes tell "12" from 12, and show that there is something at all. */
    static String shown(String text) {
      String line = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
      return line.isEmpty() || !looksLikeText(line) ? "\"" + cut(line) + "\"" : cut(line);
    }

    private static String cut(String line) {
      return line.codePointCount(0, line.length()) > SHOWN
          ? line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "…"
          : line;
    }

    private static boolean looksLikeText(String line) {
      return Character.isLetter(line.codePointAt(0))
          && line.indexOf('\\') < 0
          && !line.equals("true")
          && !line.equals("false")
          && !line.equals("null");
    }
  }

  /** Keys and values in the order of the file. */
  record Mapping(List<Entry> entries, Position at) implements Yaml {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** The entry of this key, or null. */
    @Nullable Entry get(String key) {
      for (Entry entry : entries) {
        if (entry.key().equals(key)) {
          return entry;
        }
      }
      return null;
    }

    @Override
    public String shown() {
      return "a mapping";
    }
  }

  /** One key with its value. */
  record Entry(String key, Position keyAt, Yaml value) {}

  /** A list. */
  record Sequence(List<Yaml> items, Position at) implements Yaml {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String shown() {
      return "a list";
    }
  }
}
