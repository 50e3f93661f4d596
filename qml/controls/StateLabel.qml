import QtQuick
import Saltern.Ui

// A state of a run or step: a sign, its word, its colour. Never the colour alone.
Row {
    id: label

    required property string state_
    property bool small: false

    readonly property string sign: {
        switch (state_) {
        case "done": case "ok": case "passed": return "✓";
        case "failed": case "lost": case "timedOut": return "×";
        case "running": case "started": return "▸";
        case "retrying": return "↻";
        case "queued": case "waiting": return "…";
        case "cancelled": return "■";
        case "skipped": return "↷";
        default: return "·";
        }
    }
    readonly property color ink: Theme.stateColor(state_)

    spacing: 6
    Label {
        text: label.sign
        color: label.ink
        font.weight: Font.Bold
        font.pixelSize: label.small ? Theme.fontSmall : Theme.fontNormal
    }
    Label {
        text: Theme.stateWord(label.state_)
        color: label.ink
        font.pixelSize: label.small ? Theme.fontSmall : Theme.fontNormal
    }
}
