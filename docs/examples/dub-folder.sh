#!/bin/sh
# Dubs every recording in a folder, one after another, and goes on past those that cannot be dubbed:
#
#   dub-folder.sh recordings es,ca --engine offline --out dubs
#
# The first word is the folder, the second the languages; whatever follows goes to `ytdub dub` as it is. Run again, it
# works out only what is missing or changed. (`ytdub batch` does the same for several files at a time, with one bound on
# cost and one summary. This shows what the exit codes are for.)
set -u

if [ $# -lt 2 ]; then
  echo "Usage: dub-folder.sh FOLDER LANGUAGES [flags of ytdub dub]" >&2
  exit 2
fi
folder=$1
languages=$2
shift 2

found=0
failed=0
for file in "$folder"/*; do
  case $file in
    *.mp3 | *.m4a | *.wav | *.flac | *.ogg | *.opus | *.mp4 | *.mov | *.mkv | *.webm) ;;
    *) continue ;;
  esac
  found=$((found + 1))
  ytdub dub "$file" --lang "$languages" --quiet "$@"
  code=$?
  case $code in
    0) echo "done: $file" ;;
    3) echo "cannot be dubbed: $file" ;;        # unreadable, no speech, a language that is not served
    5) echo "failed: $file" ;;                  # a vendor; the next run goes on with it
    6) echo "partly done: $file" ;;             # its manifest.json says which languages failed, and why
    *) exit "$code" ;;                          # a setting, a key, the budget, a stop: no other file would fare better
  esac
  [ "$code" -eq 0 ] || failed=$((failed + 1))
done

if [ "$found" -eq 0 ]; then
  echo "There are no recordings in $folder." >&2
  exit 3
fi
echo "$((found - failed)) of $found done"
[ "$failed" -eq 0 ] || exit 6
