package io.espalier.parts;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Machines of one test as network namespaces: each has an address, a loopback device and a link to
 * a bridge of the host, and sees nothing else. Removed with the processes in them when closed; what
 * a killed test has left is removed by the next.
 */
public final class NetworkNamespaces implements AutoCloseable {
  /** Bridge {@code esp42}, namespaces {@code esp42n1}, links {@code esp42v1} of process 42. */
  private static final Pattern OURS = Pattern.compile("\\besp(\\d+)(n\\d+)?\\b");

  private static final int SUBNETS = 250;

  private final String name = "esp" + ProcessHandle.current().pid();
  private final String subnet = freeSubnet();

  private NetworkNamespaces() {}

  /**
   * Makes some; skips the test where that is not possible, or fails it where the real parts are
   * required. A process makes one set at a time.
   *
   * @param count at least 1; they are counted from 1
   */
  public static NetworkNamespaces make(int count) {
    try {
      removeLeftOvers();
      NetworkNamespaces made = new NetworkNamespaces();
      try {
        made.bridge();
        IntStream.rangeClosed(1, count).forEach(made::namespace);
        return made;
      } catch (IllegalStateException e) {
        made.close();
        throw e;
      }
    } catch (IllegalStateException e) {
      return RealParts.need(
          null, "no network namespaces here: " + e.getMessage() + " (expected: root and iproute2)");
    }
  }

  private static String freeSubnet() {
    String taken = ip("-o", "-4", "addr");
    while (true) {
      String subnet = "10.213." + ThreadLocalRandom.current().nextInt(SUBNETS) + ".";
      if (!taken.contains(subnet)) {
        return subnet;
      }
    }
  }

  private void bridge() {
    ip("link", "add", name, "type", "bridge");
    ip("addr", "add", host() + "/24", "dev", name);
    ip("link", "set", name, "up");
  }

  private void namespace(int i) {
    String inside = name + "n" + i;
    ip("netns", "add", inside);
    ip("link", "add", link(i), "type", "veth", "peer", "name", "eth0", "netns", inside);
    ip("link", "set", link(i), "master", name, "up");
    ip("-n", inside, "addr", "add", subnet + (i + 1) + "/24", "dev", "eth0");
    ip("-n", inside, "link", "set", "lo", "up");
    ip("-n", inside, "link", "set", "eth0", "up");
  }

  private String link(int i) {
    return name + "v" + i;
  }

  /** The host's address, which all of them reach. */
  public String host() {
    return subnet + "1";
  }

  /** What stands before a command that is to run in one; its process becomes the command's. */
  public String[] in(int i) {
    return new String[] {"ip", "netns", "exec", name + "n" + i};
  }

  /** Takes the link of one down: nothing comes through, and nobody is told. */
  public void cut(int i) {
    ip("link", "set", link(i), "down");
  }

  /** Brings the link of one up again. */
  public void mend(int i) {
    ip("link", "set", link(i), "up");
  }

  /** Whether a connection from one to a port of the host comes about within seconds. */
  public boolean reaches(int i, int port) {
    List<String> command = new ArrayList<>(List.of(in(i)));
    command.addAll(
        List.of("timeout", "3", "bash", "-c", "exec 3<>/dev/tcp/" + host() + "/" + port));
    try {
      Command.run(command);
      return true;
    } catch (IllegalStateException refusedOrSilent) {
      return false;
    }
  }

  private static void removeLeftOvers() {
    Set<String> dead =
        OURS.matcher(ip("netns", "list") + "\n" + ip("-o", "link"))
            .results()
            .filter(made -> ProcessHandle.of(Long.parseLong(made.group(1))).isEmpty())
            .map(made -> "esp" + made.group(1))
            .collect(Collectors.toSet());
    dead.forEach(NetworkNamespaces::remove);
  }

  /** Removes a bridge and its namespaces; the links go with them. */
  private static void remove(String name) {
    List<String> namespaces =
        ip("netns", "list")
            .lines()
            .map(line -> line.split(" ", 2)[0])
            .filter(namespace -> namespace.matches(name + "n\\d+"))
            .toList();
    for (String namespace : namespaces) {
      ip("netns", "pids", namespace)
          .lines()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
          .forEach(process -> process.destroyForcibly());
      ip("netns", "delete", namespace);
    }
    if (ip("-o", "link").contains(" " + name + ":")) {
      ip("link", "delete", name);
    }
  }

  private static String ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    return Command.run(command);
  }

  @Override
  public void close() {
    remove(name);
  }
}
