# Runs the launcher and commands below folders of any letters. Arguments: locale, folder, launcher, and
# "all" or "plan" for the commands that are run.
set -eu
export LANG=$1
plain=$2
base="$plain/žluťoučký 漢字 dir"
mkdir -p "$base/bin" "$base/jdk/bin" "$base/pracovní"

# A checkout that is built in no time: Maven makes empty folders, and Java gets the class path of the tests.
checkout="$base/zdrojáky"
mkdir -p "$checkout"
cd "$checkout"
cp "$3" espalier
mkdir bench .mvn base kernels migrations store workflows engine activities service cli
: >pom.xml
: >bench/pom.xml
cat >"$base/bin/mvn" <<'END'
#!/bin/bash
for argument in "$@"; do
  case $argument in -DoutputDirectory=*) mkdir -p "${argument#*=}" ;; esac
done
mkdir -p cli/target
: >cli/target/espalier-cli-0.jar
END
cat >"$base/jdk/bin/java" <<'END'
#!/bin/bash
arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    -XX:ArchiveClassesAtExit=*) exit 1 ;;
    -XX:SharedArchiveFile=*) ;;
    -cp) shift; arguments+=(-cp "$TEST_CLASS_PATH") ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
exec "$TEST_JAVA" -Xmx512m "${arguments[@]}"
END
chmod +x "$base/bin/mvn" "$base/jdk/bin/java"
export PATH="$base/bin:$PATH" JAVA_HOME="$base/jdk"

cd "$base/pracovní"
cat >"pokus č. 1.yaml" <<'END'
name: žluťoučký-漢字
data: {name: procedural, validation: 200}
model: lenet-300-100
executor: jvm
train: {optimizer: sgd, learning_rate: 0.1, batch: 20, iterations: 2}
prune: {rounds: 1, fraction: 0.2}
arms:
  lístek: {after_prune: {rewind: 0}}
  再初期化: {after_prune: reinitialise, masks_from: lístek}
seed: 7
END
home="$base/domov 木"
espalier() { ../zdrojáky/espalier "$@" --home "$home"; }

espalier plan "pokus č. 1.yaml" >"$plain/plan.txt"
[ "$4" = all ] || exit 0
espalier run "pokus č. 1.yaml"
espalier list --json >"$plain/list.json"
espalier show žluť --json >"$plain/show.json"
espalier logs r1.lístek.01.train >"$plain/logs.txt"
espalier export --arm lístek --round 1 "složka s lístkem"
cp "složka s lístkem/card.json" "$plain/card.json"
export ESPALIER_HOME="$home"
../zdrojáky/espalier fsck >"$plain/fsck.txt"
../zdrojáky/espalier run "není zde.yaml" 2>"$plain/missing.txt" && exit 1
true
