import QtQuick
import Saltern.Studio
import Saltern.Ui

StatusChip {
    tone: EngineClient.connected ? EngineClient.hosts.tone : "neutral"
    text: EngineClient.connected ? EngineClient.hosts.summary : qsTr("no hosts")
    tip: EngineClient.hosts.tone === "good" ? qsTr("Every host answers and no event was missed.")
       : qsTr("Look at Hosts: one is away, or events may be missing.")
}
