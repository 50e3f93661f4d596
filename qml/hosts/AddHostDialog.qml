import QtQuick
import Saltern.Studio
import Saltern.Ui

// A Docker engine elsewhere: an address, tried before it is kept.
AppDialog {
    id: dialog

    property string answer: ""
    property bool ok: false
    property bool asking: false

    title: qsTr("Add a host")
    acceptText: qsTr("Add")
    acceptEnabled: name.text !== "" && endpoint.text !== "" && !asking
    closesOnAccept: false
    initialFocus: name
    onAboutToShow: {
        name.text = "";
        endpoint.text = "";
        tls.text = "";
        answer = "";
    }
    onAccepted: EngineClient.hosts.add(name.text, endpoint.text, tls.text)
    extraButtons: AppButton {
        objectName: "testHost"
        text: dialog.asking ? qsTr("Testing …") : qsTr("Test")
        enabled: endpoint.text !== "" && !dialog.asking
        onClicked: {
            dialog.asking = true;
            dialog.answer = "";
            EngineClient.hosts.check("", endpoint.text, tls.text);
        }
    }

    Connections {
        target: EngineClient.hosts
        function onChecked(name, ok, sentence) {
            if (!dialog.asking || name !== "")
                return;
            dialog.asking = false;
            dialog.ok = ok;
            dialog.answer = sentence;
        }
        function onAdded() { dialog.close(); }
        function onRefusedHost(message) {
            dialog.ok = false;
            dialog.answer = message;
        }
    }
    component Caption: Label {
        tone: "muted"
        font.pixelSize: Theme.fontSmall + 1
    }
    Column {
        width: parent.width
        spacing: 4
        Caption { text: qsTr("Name") }
        AppTextField {
            id: name
            objectName: "hostName"
            width: parent.width
            placeholderText: "edge-1"
            validator: RegularExpressionValidator { regularExpression: /[A-Za-z0-9][A-Za-z0-9._-]*/ }
        }
    }
    Column {
        width: parent.width
        spacing: 4
        Caption { text: qsTr("Address") }
        AppTextField {
            id: endpoint
            objectName: "hostEndpoint"
            width: parent.width
            mono: true
            placeholderText: "ssh://you@machine"
            onTextChanged: dialog.answer = ""
        }
        Caption {
            width: parent.width
            wrapMode: Text.Wrap
            text: qsTr("ssh://you@machine, tcp://machine:2376, or unix:///run/docker.sock. With ssh your own keys and known hosts are used.")
        }
    }
    Column {
        visible: endpoint.text.startsWith("tcp:")
        width: parent.width
        spacing: 4
        Caption { text: qsTr("Folder with ca.pem, cert.pem and key.pem") }
        AppTextField {
            id: tls
            width: parent.width
            mono: true
            placeholderText: "~/.docker/edge"
        }
    }
    Label {
        objectName: "hostAnswer"
        visible: text !== ""
        width: parent.width
        text: dialog.answer
        wrapMode: Text.Wrap
        color: dialog.ok ? Theme.good : Theme.danger
    }
}
