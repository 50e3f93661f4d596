pragma Singleton
import QtQuick
import Saltern.Studio

// Every colour, size, font and duration of the studio. Contrast of text on what it stands on is at
// least 4.5:1 in both palettes, of what shows where a control is 3:1; tests/studio/quality/tst_theme.cpp
// computes it, and wants a place in its table for each colour.
QtObject {
    id: theme

    readonly property bool dark: Preferences.dark
    readonly property real scale: Preferences.fontScale

    // Surfaces, from the back to the front.
    readonly property color window: dark ? "#0e1317" : "#f3f5f7"
    readonly property color canvas: dark ? "#0d1216" : "#f8fafb"
    readonly property color canvasDot: dark ? "#1c242b" : "#dbe1e6"
    readonly property color panel: dark ? "#151c22" : "#ffffff"
    readonly property color raised: dark ? "#1a232a" : "#f3f6f8"
    readonly property color field: dark ? "#0f161b" : "#ffffff"
    readonly property color node: dark ? "#182128" : "#ffffff"
    readonly property color hover: dark ? "#202b33" : "#e9eef2"
    readonly property color pressed: dark ? "#28353f" : "#dde4ea"
    readonly property color chosen: dark ? "#1e2f33" : "#d9f2ee"
    readonly property color shadow: dark ? "#66000000" : "#26000000"

    readonly property color border: dark ? "#263139" : "#d5dce2"
    readonly property color borderStrong: dark ? "#33404a" : "#b6c1ca"
    // Where a field, a box or a switch begins: nothing else shows it while it is empty.
    readonly property color outline: dark ? "#6c7983" : "#7a8690"

    readonly property color text: dark ? "#e3eaef" : "#182128"
    readonly property color textMuted: dark ? "#98a5ae" : "#52606a"
    readonly property color textFaint: dark ? "#919da6" : "#5c6973"

    // One colour per category of nodes, the same everywhere: palette, canvas, minimap.
    readonly property color trigger: dark ? "#f0b44c" : "#8f5b00"
    readonly property color logic: dark ? "#a78bfa" : "#6a45d1"
    readonly property color func: dark ? "#35c9b4" : "#0a7466"
    readonly property color action: dark ? "#5ba8f5" : "#1d66b8"

    readonly property color accent: dark ? "#35c9b4" : "#0a7466"
    // A property whose name begins with "on" cannot be bound: QML takes the binding for a handler.
    readonly property alias onAccent: inks.accent
    readonly property QtObject inkOnAccent: QtObject {
        id: inks
        readonly property color accent: theme.dark ? "#06231e" : "#ffffff"
    }
    readonly property color accentHover: dark ? "#4cd8c4" : "#085f54"

    readonly property color good: dark ? "#5cc97b" : "#1d7a3a"
    readonly property color warning: dark ? "#f0b44c" : "#8f5b00"
    readonly property color danger: dark ? "#f2857c" : "#b3261e"
    readonly property color goodSurface: dark ? "#14291d" : "#e3f5e8"
    readonly property color warningSurface: dark ? "#2c2414" : "#fdf1da"
    readonly property color dangerSurface: dark ? "#351c1c" : "#fde7e5"

    function category(name: string): color {
        switch (name) {
        case "trigger": return trigger;
        case "logic": return logic;
        case "function": return func;
        default: return action;
        }
    }

    // A run's or a step's state, in the words of the protocol or of a card.
    function stateColor(state: string): color {
        switch (state) {
        case "done": case "ok": case "passed": return good;
        case "failed": case "lost": case "timedOut": return danger;
        case "running": case "started": return accent;
        case "retrying": case "queued": case "waiting": return warning;
        default: return textMuted;
        }
    }
    function stateWord(state: string): string {
        switch (state) {
        case "timedOut": return qsTr("timed out");
        case "started": return qsTr("running");
        default: return state;
        }
    }

    // Where an event comes from.
    function originColor(origin: string): color {
        switch (origin) {
        case "docker": return trigger;
        case "saltern": return func;
        case "host": return warning;
        case "timer": case "webhook": return logic;
        default: return text;
        }
    }

    // A rhythm of 8 pixels, halved where things belong together.
    readonly property int gapSmall: 4
    readonly property int gap: 8
    readonly property int gapLarge: 16
    readonly property int radius: 8
    readonly property int radiusSmall: 5
    readonly property int controlHeight: Math.round(30 * scale)
    // Wide enough for "Functions" at every scale.
    readonly property int railWidth: Math.round(68 * Math.min(scale, 1.5))
    readonly property int topBarHeight: Math.round(48 * Math.min(scale, 1.5))
    readonly property int statusBarHeight: Math.round(24 * Math.min(scale, 1.5))

    readonly property string family: "Inter"
    readonly property string monoFamily: "JetBrains Mono"
    readonly property int fontTiny: Math.round(10 * scale)
    readonly property int fontSmall: Math.round(11 * scale)
    readonly property int fontNormal: Math.round(13 * scale)
    readonly property int fontLarge: Math.round(15 * scale)
    readonly property int fontHeading: Math.round(22 * scale)

    readonly property int fast: Preferences.reducedMotion ? 0 : 90
    readonly property int normal: Preferences.reducedMotion ? 0 : 160
}
