package io.espalier.dag;

import java.util.regex.Pattern;

/**
 * Airflow's rules for ids. They are made of what Python calls word characters, which are more than
 * Java's; lengths count code points. A newline at the end, which Airflow lets through by accident,
 * is refused.
 */
public final class Ids {
  /** Longest dag or task id, groups included, in code points. */
  public static final int MAX_KEY = 250;

  /** Longest id of a group, without the groups around it, in code points. */
  public static final int MAX_GROUP = 200;

  private static final String WORD = "\\p{L}\\p{N}_";
  private static final Pattern KEY = Pattern.compile("[" + WORD + ".-]+");
  private static final Pattern GROUP = Pattern.compile("[" + WORD + "-]+");

  private Ids() {}

  /** Whether this may be a dag id or a whole task id. */
  public static boolean isKey(String id) {
    return fits(id, KEY, MAX_KEY);
  }

  /** Whether this may be the id of a group, without the groups around it. */
  public static boolean isGroup(String id) {
    return fits(id, GROUP, MAX_GROUP);
  }

  /**
   * Checks a dag id or a whole task id.
   *
   * @param field its name in the message
   * @return the id
   * @throws IllegalArgumentException when it is none
   */
  public static String key(String field, String id) {
    if (!isKey(id)) {
      throw refused(field, id, "dots, ", MAX_KEY);
    }
    return id;
  }

  /**
   * Checks the id of a group, without the groups around it.
   *
   * @return the id
   * @throws IllegalArgumentException when it is none
   */
  public static String group(String id) {
    if (!isGroup(id)) {
      throw refused("group_id", id, "", MAX_GROUP);
    }
    return id;
  }

  private static boolean fits(String id, Pattern pattern, int max) {
    return id.codePointCount(0, id.length()) <= max && pattern.matcher(id).matches();
  }

  private static IllegalArgumentException refused(
      String field, String id, String dots, int longest) {
    String shown = id.length() <= longest ? id : id.substring(0, 40) + "…";
    return new IllegalArgumentException(
        field
            + ": \""
            + shown.replace("\n", "\\n")
            + "\" (expected: 1 to "
            + longest
            + " letters, digits, "
            + dots
            + "dashes and underscores)");
  }
}
