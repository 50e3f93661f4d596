import QtQuick
import Saltern.Studio
import Saltern.Ui

StatusChip {
    objectName: "engineChip"
    tone: EngineClient.connected ? (EngineClient.statistics.stalled ? "danger" : "good")
        : EngineClient.state === "off" ? "neutral" : "warning"
    text: {
        if (EngineClient.connected)
            return EngineClient.latencyMs >= 0 ? qsTr("engine · local · %1 ms").arg(EngineClient.latencyMs)
                                               : qsTr("engine · local");
        switch (EngineClient.state) {
        case "starting": return qsTr("engine starts");
        case "reconnecting": return qsTr("engine reconnecting");
        default: return qsTr("engine off");
        }
    }
    tip: EngineClient.connected ? qsTr("Saltern %1. Its pipelines go on when this window is closed.").arg(EngineClient.version)
       : EngineClient.error !== "" ? EngineClient.error
       : qsTr("You can edit without an engine; it is needed to run.")
}
